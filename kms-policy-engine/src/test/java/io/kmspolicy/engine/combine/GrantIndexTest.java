package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller is compared with the grants that may name it, however many grants a key has. */
class GrantIndexTest {

  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String STS = "arn:aws:sts::111122223333:";

  /** Names of other principals, of each kind of name in turn. */
  private static String other(int number) {
    return switch (number % 6) {
      case 0 -> IAM + "user/u" + number;
      case 1 -> IAM + "role/team/r" + number;
      case 2 -> STS + "assumed-role/App" + number + "/session";
      case 3 -> STS + "assumed-role/Other/session-" + number;
      case 4 -> "internal-" + number + ".amazonaws.com";
      default -> String.valueOf(200_000_000_000L + number);
    };
  }

  /** The names that may mean one of the callers. */
  private static final List<String> NAMES =
      List.of(
          "111122223333",
          IAM + "user/alice",
          IAM + "role/App",
          IAM + "role/team/App",
          STS + "assumed-role/App/one",
          STS + "assumed-role/App/two",
          STS + "federated-user/alice");

  private static Grant grant(int number, String grantee, String retiring, String issuer) {
    return new Grant(
        "g-" + number,
        "",
        KEY.arn(),
        new GrantPrincipal.Principal(grantee),
        new GrantPrincipal.Principal(retiring),
        List.of("Decrypt"),
        GrantConstraints.none(),
        issuer,
        "");
  }

  private static RequestAttributes request(String caller, String action) {
    return RequestAttributes.of(
        new AuthorizationRequest(
            Caller.parse(caller), action, KEY, RequestContext.empty(), "", KeyManager.CUSTOMER, ""),
        KmsCatalogue.bundled());
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.7: a caller is compared with the names that may mean it")
  void find_manyPrincipals_passesOnFew(int count) {
    GranteeIndex<String> index = new GranteeIndex<>();
    NAMES.forEach(name -> index.put(Grantee.of(new GrantPrincipal.Principal(name)), name));
    IntStream.range(0, count)
        .mapToObj(GrantIndexTest::other)
        .forEach(name -> index.put(Grantee.of(new GrantPrincipal.Principal(name)), name));

    assertThat(found(index, IAM + "user/alice")).containsExactly(NAMES.get(0), NAMES.get(1));
    assertThat(found(index, IAM + "root")).containsExactly(NAMES.get(0));
    assertThat(found(index, STS + "assumed-role/App/one"))
        .containsExactly(NAMES.get(0), NAMES.get(2), NAMES.get(3), NAMES.get(4));
    assertThat(found(index, IAM + "role/App"))
        .containsExactly(NAMES.get(0), NAMES.get(2), NAMES.get(3), NAMES.get(4), NAMES.get(5));
    assertThat(found(index, "sns.amazonaws.com")).hasSize(count / 6 + (count % 6 > 4 ? 1 : 0));
  }

  private static List<String> found(GranteeIndex<String> index, String caller) {
    List<String> found = new ArrayList<>();
    index.find(request(caller, "kms:Decrypt"), found::add);
    return found;
  }

  /** The grants that decide for all grants whether Alice may retire one. */
  private static List<Grant> retirable(int count, IntFunction<Grant> grant) {
    List<Grant> grants = IntStream.range(0, count).mapToObj(grant).toList();
    GrantIndex index = new GrantIndex(GrantGroups.of(new GrantLayer.Known(grants)));
    RequestAttributes request = request(IAM + "user/alice", "kms:RetireGrant");
    return ((UsableGrants.Known) index.usable(request)).retirable();
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.14: a caller is compared with the retiring principals that may mean it")
  void retirable_manyPrincipals_areFew(int count) {
    String alice = IAM + "user/alice";

    assertThat(retirable(count, i -> grant(i, other(i), alice, "111122223333"))).hasSize(1);
    assertThat(retirable(count, i -> grant(i, alice, other(i), "111122223333"))).hasSize(1);
    assertThat(retirable(count, i -> grant(i, alice, i == 7 ? alice : other(i), "111122223333")))
        .hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.14: of the grants of other accounts, one stands for all")
  void retirable_manyIssuers_areFew(int count) {
    List<Grant> found =
        retirable(count, i -> grant(i, other(i), other(i), String.valueOf(200_000_000_000L + i)));
    assertThat(found).hasSize(1);

    List<Grant> mixed =
        retirable(count, i -> grant(i, other(i), other(i), i % 2 == 0 ? "" : "111122223333"));
    assertThat(mixed).extracting(Grant::issuingAccount).containsExactly("", "111122223333");
  }
}
