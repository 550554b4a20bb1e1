package io.kmspolicy.model.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ARN of a caller states and what it hides (rule 1.7). */
class CallerTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/team/blue/App";
  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/s";

  @Test
  void parse_roleArn_isAnySessionOfTheRole() {
    assertThat(Caller.parse(ROLE))
        .isEqualTo(
            new AnyRoleSession("aws", "111122223333", "App", new RolePath.Known("/team/blue/")));
    assertThat(Caller.parse("arn:aws-cn:iam::111122223333:role/App"))
        .isEqualTo(new AnyRoleSession("aws-cn", "111122223333", "App", RolePath.root()));
  }

  @Test
  void arn_ofAnySession_namesTheRole() {
    assertThat(Caller.parse(ROLE).arn()).isEqualTo(ROLE);
    AnyRoleSession hidden = new AnyRoleSession("aws", "111122223333", "App", RolePath.unknown());
    assertThat(hidden.arn()).isEqualTo("arn:aws:iam::111122223333:role/App");
    assertThat(hidden.roleArn()).isEmpty();
  }

  @Test
  void parse_sessionArn_hidesThePathOfTheRole() {
    RoleSession session = (RoleSession) Caller.parse(SESSION);
    assertThat(session.path()).isEqualTo(RolePath.unknown());
    assertThat(session.roleArn()).isEmpty();
    assertThat(session.ofRole(ROLE).roleArn()).contains(ROLE);
    assertThat(((RoleSession) session.takenLiterally()).roleArn())
        .contains("arn:aws:iam::111122223333:role/App");
  }

  @Test
  void named_session_isOneOfTheRole() {
    AnyRoleSession any = (AnyRoleSession) Caller.parse(ROLE);
    assertThat(any.named("s")).isEqualTo(((RoleSession) Caller.parse(SESSION)).ofRole(ROLE));
    assertThat(any.takenLiterally()).isSameAs(any);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::111122223333:role/team/",
        "arn:aws:iam::111122223333:group/App",
        "arn:aws:sts::111122223333:assumed-role/App"
      })
  void parse_noCaller_namesTheForms(String text) {
    assertThatThrownBy(() -> Caller.parse(text))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("`assumed-role/App/SESSION`")
        .hasMessageContaining("a role (for any of its sessions)");
  }

  /** Names with one hash code: {@code "ao"} and {@code "c1"} have the same. */
  private static List<String> collidingNames(int doublings) {
    List<String> names = List.of("");
    for (int i = 0; i < doublings; i++) {
      names = names.stream().flatMap(name -> Stream.of(name + "ao", name + "c1")).toList();
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:sts::111122223333:assumed-role/App/",
        "arn:aws:sts::111122223333:federated-user/",
        "arn:aws:iam::111122223333:user/"
      })
  @DisplayName("Callers with equal hash codes have an order, in which hash tables search them")
  void compareTo_equalHashCodes_isAnOrder(String prefix) {
    List<Caller> callers =
        collidingNames(6).stream().map(name -> Caller.parse(prefix + name)).toList();

    assertThat(callers.stream().map(Caller::hashCode).distinct()).hasSize(1);
    assertThat(callers).allSatisfy(caller -> assertThat(caller).isInstanceOf(Comparable.class));
    assertThat(new TreeSet<>(callers)).hasSize(callers.size()).containsAll(callers);
  }

  @Test
  void compareTo_otherPathOrUser_isNotEqual() {
    RoleSession session = (RoleSession) Caller.parse(SESSION);
    FederatedUser user = (FederatedUser) Caller.parse("arn:aws:sts::111122223333:federated-user/x");

    assertThat(session).isEqualByComparingTo((RoleSession) Caller.parse(SESSION));
    assertThat(session.compareTo(session.withPath(RolePath.root()))).isNotZero();
    assertThat(user.compareTo(user.madeBy(new FederatingUser.Nobody()))).isNotZero();
  }

  @ParameterizedTest
  @CsvSource({
    "logs.amazonaws.com, false",
    "logs.us-west-2.amazonaws.com, true",
    "LOGS.us-west-2.amazonaws.com, true",
    "logs-delivery.amazonaws.com, false",
    "s3.amazonaws.com, false",
    "logs.*.amazonaws.com, true",
    "lo*, true",
    "*, true",
    "s3*, false",
    "logs?us-west-2.amazonaws.com, true",
    "${aws:PrincipalTag/service}.amazonaws.com, true",
    "logs, false"
  })
  @DisplayName("4.13: a service may have other names that begin as its name does")
  void mayAlsoBe_sameFirstPart_isPossible(String text, boolean expected) {
    assertThat(new Caller.ServicePrincipal("logs.amazonaws.com").mayAlsoBe(text))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sts::111122223333:assumed-role/App/i-2, true",
    "arn:aws:sts::111122223333:assumed-role/Other/i-1, false",
    "arn:aws:sts::444455556666:assumed-role/App/i-1, false",
    "arn:aws-cn:sts::111122223333:assumed-role/App/i-1, false"
  })
  void anySession_otherSession_isThatOfTheSameRole(String arn, boolean expected) {
    Caller.RoleSession first =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/i-1");
    Caller.RoleSession other = (Caller.RoleSession) Caller.parse(arn);
    assertThat(first.anySession().equals(other.anySession())).isEqualTo(expected);
    assertThat(first.withPath(new Caller.RolePath.Known("/x/")).anySession())
        .isNotEqualTo(first.anySession());
  }
}
