package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpaqueStatementTest {

  private static final String ANY = OpaqueText.of(Kind.ANY, "!Ref Any");
  private static final String ROLE =
      "arn:aws:iam::111122223333:role/" + OpaqueText.of(Kind.ROLE_NAME, "!GetAtt Admin.Arn");

  private static List<Statement> read(String statement) {
    return PolicyReader.forType(PolicyType.KEY)
        .withOpaqueParts()
        .read("{\"Statement\":[" + statement + "]}")
        .statements();
  }

  private static String statement(String principal, String rest) {
    return "{\"Effect\":\"Allow\",\"Principal\":"
        + principal
        + ",\"Action\":\"kms:*\","
        + rest
        + "}";
  }

  private static List<String> tests(Statement statement) {
    return statement.condition().tests().stream()
        .map(
            test ->
                test.isOpen() ? "open " + test.key() : test.operator().text() + " " + test.key())
        .toList();
  }

  @Test
  void read_noOpaquePart_isTheStatement() {
    String plain = statement("\"*\"", "\"Resource\":\"*\"");
    assertThat(read(plain))
        .isEqualTo(
            PolicyReader.forType(PolicyType.KEY)
                .read("{\"Statement\":[" + plain + "]}")
                .statements());
  }

  @Test
  void read_oneNameOfTwo_isTheOtherAndAnOpenStatement() {
    List<Statement> read =
        read(statement("{\"AWS\":[\"111122223333\",\"" + ROLE + "\"]}", "\"Resource\":\"*\""));
    assertThat(read).hasSize(2);
    assertThat(tests(read.get(0))).isEmpty();
    assertThat(read.get(0).principal())
        .isEqualTo(
            new PrincipalElement.Principal(List.of(new PrincipalName.Account("", "111122223333"))));
    assertThat(tests(read.get(1)))
        .containsExactly(
            "StringEquals aws:PrincipalAccount",
            "ArnLike aws:PrincipalArn",
            "open !GetAtt Admin.Arn");
    assertThat(read.get(1).location()).isEqualTo(read.get(0).location());
  }

  @Test
  void read_equalNames_areOneTest() {
    String one = statement("{\"AWS\":\"" + ROLE + "\"}", "\"Resource\":\"*\"");
    String other = statement("{\"AWS\":\"" + ROLE + "\"}", "\"Resource\":\"a\"");
    List<Statement> read = read(one + "," + other);
    assertThat(open(read.get(0)).values()).isEqualTo(open(read.get(1)).values());
    List<Statement> others =
        read(one + "," + other.replace("!GetAtt Admin.Arn", "!GetAtt Other.Arn"));
    assertThat(open(others.get(0)).values()).isNotEqualTo(open(others.get(1)).values());
  }

  private static Condition open(Statement statement) {
    return statement.condition().tests().stream()
        .filter(Condition::isOpen)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void read_partsOfTexts_areWildcards() {
    Statement read =
        read(statement(
                "\"*\"", "\"Resource\":\"arn:aws:kms:us-east-1:111122223333:key/" + ANY + "\""))
            .get(0);
    assertThat(read.resource().patterns())
        .extracting(ResourcePattern::text)
        .containsExactly("arn:aws:kms:us-east-1:111122223333:key/*");
    Statement wider = read(statement("\"*\"", "\"Resource\":\"arn:aws:" + ANY + ":key/a\"")).get(0);
    assertThat(wider.resource().patterns()).extracting(ResourcePattern::text).containsExactly("*");
  }

  @Test
  void read_effectOrStatement_mayBeEither() {
    String effect =
        statement("\"*\"", "\"Resource\":\"*\"")
            .replace("Allow", OpaqueText.of(Kind.EFFECT, "!If Strict"));
    String whole = "\"" + OpaqueText.of(Kind.STATEMENT, "!If Strict") + "\"";
    for (String statement : List.of(effect, whole)) {
      assertThat(read(statement))
          .hasSize(2)
          .allSatisfy(one -> assertThat(tests(one)).containsExactly("open !If Strict"))
          .extracting(Statement::effect)
          .containsExactlyInAnyOrder(Effect.ALLOW, Effect.DENY);
    }
  }

  @Test
  void read_withoutTheFlag_isText() {
    assertThatThrownBy(
            () ->
                PolicyReader.forType(PolicyType.KEY)
                    .read(
                        "{\"Statement\":["
                            + statement("{\"AWS\":\"" + ANY + "\"}", "\"Resource\":\"*\"")
                            + "]}"))
        .isInstanceOf(PolicySyntaxException.class);
    List<Statement> read =
        PolicyReader.forType(PolicyType.KEY)
            .read("{\"Statement\":[" + statement("\"*\"", "\"Resource\":\"" + ANY + "\"") + "]}")
            .statements();
    assertThat(read).hasSize(1);
    assertThat(read.get(0).resource().patterns())
        .extracting(ResourcePattern::text)
        .containsExactly(ANY);
  }

  @Test
  void read_noPart_isLeft() {
    List<Statement> read =
        read(
            statement(
                "{\"AWS\":\"" + ANY + "\"}",
                "\"Resource\":\""
                    + ANY
                    + "\",\"Sid\":\""
                    + ANY
                    + "\",\"Condition\":{\"StringEquals\":{\"a\":[\"b\",\""
                    + ANY
                    + "\"]}}"));
    assertThat(read).isNotEmpty();
    assertThat(read.toString()).doesNotContain("\uFDD0", "\uFDD1", "\uFDD2");
  }

  /**
   * A part of a policy variable decides which one it is: nothing of the text is known from there.
   */
  @Test
  void read_partOfAPolicyVariable_matchesAnything() {
    for (String open :
        List.of("${aws:PrincipalTag/" + ANY + "}", "$" + ANY, ANY + "x}", "${" + ANY)) {
      String key = "arn:aws:kms:us-east-1:111122223333:key/";
      assertThat(resource(key + open)).isEqualTo(key + "*");
      assertThat(resource("arn:aws:kms:us-east-1:" + open + ":key/*")).isEqualTo("*");
    }
    String account = OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId");
    assertThat(resource("arn:aws:kms:us-east-1:" + account + ":key/${aws:username}"))
        .isEqualTo("arn:aws:kms:us-east-1:*:key/${aws:username}");
  }

  private static String resource(String open) {
    return read(statement("\"*\"", "\"Resource\":\"" + open + "\""))
        .get(0)
        .resource()
        .patterns()
        .get(0)
        .text();
  }
}
