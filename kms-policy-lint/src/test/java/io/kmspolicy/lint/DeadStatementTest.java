package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A statement without effect has one finding that says so, and no findings about its risks. */
final class DeadStatementTest {

  private static List<LintRule> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).toList();
  }

  @Test
  void lint_allowThatADenyCovers_hasOnlyThatFinding() {
    String deny =
        "{\"Effect\": \"Deny\", \"Action\": \"kms:*\", \"Resource\": \"*\", \"Condition\":"
            + " {\"Bool\": {\"aws:MultiFactorAuthPresent\": \"false\"}}}";
    String always = deny.replaceFirst(", \"Condition.*", "}");
    for (String risk :
        List.of(
            "\"Action\": \"kms:Decrypt\", \"Resource\": \"*\"",
            "\"Action\": [\"kms:CreateGrant\", \"kms:CreateKey\"], \"Resource\": \"*\"",
            "\"Action\": [\"kms:PutKeyPolicy\", \"kms:UpdateAlias\"], \"Resource\":"
                + " \"arn:aws:kms:*:111122223333:key/*\"",
            "\"Action\": \"kms:CreateGrant\", \"Resource\": \"*\", \"Condition\":"
                + " {\"ForAllValues:StringEquals\": {\"kms:EncryptionContextKeys\": \"a\"}}")) {
      String allow = "{\"Effect\": \"Allow\", " + risk + "}";
      assertThat(rules(Lints.identity(RandomPolicies.policy(allow, always))))
          .containsExactlyInAnyOrder(LintRule.SHADOWED, LintRule.DENY_WINS);
      assertThat(rules(Lints.identity(RandomPolicies.policy(allow, deny))))
          .doesNotContain(LintRule.SHADOWED)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:s3:::orders",
        "arn:aws:kms:us-west-2:111122223333:alias/orders",
        "1234abcd-12ab-34cd-56ef-1234567890ab"
      })
  @DisplayName("Rule 2.9: in a key policy, what is about no key gives nobody anything")
  void lint_resourceThatIsNoKey_hasOnlyThatFinding(String resource) {
    String delegate =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\","
            + " \"Resource\": \"*\"}";
    for (String risk :
        List.of(
            "\"Principal\": \"*\", \"Action\": \"kms:*\"",
            "\"Principal\": {\"AWS\": \"444455556666\"}, \"Action\": \"kms:*\"",
            "\"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:CreateGrant\"",
            "\"Principal\": {\"Service\": \"cloudtrail.amazonaws.com\"}, \"Action\":"
                + " \"kms:GenerateDataKey\"")) {
      String allow = "{\"Effect\": \"Allow\", " + risk + ", \"Resource\": %s}";
      assertThat(
              rules(
                  Lints.key(
                      RandomPolicies.policy(delegate, allow.formatted("[\"" + resource + "\"]")))))
          .containsAnyOf(LintRule.RESOURCE_MATCHES_NOTHING, LintRule.KEY_NOT_BY_ARN)
          .hasSize(1);
      assertThat(
              rules(
                  Lints.key(
                      RandomPolicies.policy(
                          delegate, allow.formatted("[\"*\", \"" + resource + "\"]")))))
          .as("beside a resource that is the key")
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void lint_sameSidTwice_isJudgedByTheStatement() {
    String never =
        "{\"Sid\": \"A\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\","
            + " \"Condition\": {\"StringEquals\": {\"aws:username\": \"a\"}, \"StringLike\":"
            + " {\"aws:username\": \"b\"}}}";
    String wide =
        "{\"Sid\": \"A\", \"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}";
    assertThat(rules(Lints.identity(RandomPolicies.policy(never, wide))))
        .contains(LintRule.NEVER_MATCHES, LintRule.ALL_ACCOUNTS_RESOURCE);
  }

  @Test
  void lint_publicAllowThatADenyCovers_isNotPublic() {
    String delegate =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\","
            + " \"Resource\": \"*\"}";
    String open =
        "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\":"
            + " \"*\"}";
    String deny =
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\":"
            + " \"*\"}";
    assertThat(rules(Lints.key(RandomPolicies.policy(delegate, open, deny))))
        .contains(LintRule.SHADOWED)
        .doesNotContain(LintRule.WILDCARD_PRINCIPAL);
  }

  /** A key policy decides about KMS only. */
  @Test
  void lint_keyPolicyStatementWithoutAnActionOfKms_neverMatches() {
    String delegate =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\","
            + " \"Resource\": \"*\"}";
    String role =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"},"
            + " \"Resource\": \"*\", ";
    for (String other : List.of("\"NotAction\": \"kms:*\"}", "\"Action\": \"s3:GetObject\"}")) {
      assertThat(rules(Lints.key(RandomPolicies.policy(delegate, role + other))))
          .containsExactly(LintRule.NEVER_MATCHES);
    }
    assertThat(
            rules(Lints.key(RandomPolicies.policy(delegate, role + "\"NotAction\": \"kms:D*\"}"))))
        .doesNotContain(LintRule.NEVER_MATCHES);
    assertThat(rules(Lints.key(RandomPolicies.policy(role + "\"Action\": \"s3:GetObject\"}"))))
        .doesNotContain(LintRule.NEVER_MATCHES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Action': 'kms:*', 'NotResource': '*'",
        "'Action': '*', 'NotResource': ['arn:aws:kms:*:*:alias/*', 'arn:*:kms:*:*:*']",
        "'NotAction': 'kms:Encrypt', 'NotResource': 'arn:*:kms:*:*:key/*'"
      })
  @DisplayName("2.8: a statement that spares every key in its NotResource matches no request")
  void lint_notResourceOfEveryKey_neverMatches(String elements) {
    String delegate =
        "{'Effect': 'Allow', 'Principal': {'AWS': '111122223333'}, 'Action': 'kms:*',"
            + " 'Resource': '*'}";
    for (String head :
        List.of(
            "{'Effect': 'Allow', 'Principal': '*', ",
            "{'Effect': 'Allow', 'Principal': {'Service': 'sns.amazonaws.com'}, ",
            "{'Effect': 'Deny', 'Principal': '*', ")) {
      String policy = RandomPolicies.policy(delegate, head + elements + "}").replace('\'', '"');
      assertThat(rules(Lints.key(policy)))
          .contains(LintRule.NEVER_MATCHES)
          .doesNotContain(
              LintRule.WILDCARD_PRINCIPAL, LintRule.CONFUSED_DEPUTY, LintRule.DENY_WINS);
    }
  }

  @Test
  @DisplayName("2.8: a NotResource of every resource leaves nothing that could be too broad")
  void lint_notResourceOfEverything_isNotBroad() {
    String all = "\"Action\": \"*\", \"NotResource\": \"*\"}";
    assertThat(rules(Lints.identity(RandomPolicies.policy("{\"Effect\": \"Allow\", " + all))))
        .doesNotContain(LintRule.ALL_ACTIONS);
    assertThat(
            rules(
                Lints.lint(
                    PolicyType.VPC_ENDPOINT,
                    RandomPolicies.policy("{\"Effect\": \"Allow\", \"Principal\": \"*\", " + all))))
        .doesNotContain(LintRule.ENDPOINT_UNLIMITED);
  }

  @Test
  @DisplayName("2.8: keys of the partition that a NotResource spares are open to nobody")
  void lint_notResourceOfThePartition_isNotPublic() {
    String statement =
        "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:*\", \"NotResource\": \"%s\"}";
    assertThat(
            rules(Lints.key(RandomPolicies.policy(statement.formatted("arn:aws:kms:*:*:key/*")))))
        .doesNotContain(LintRule.WILDCARD_PRINCIPAL);
    assertThat(
            rules(
                Lints.key(RandomPolicies.policy(statement.formatted("arn:aws:kms:*:*:key/mrk-*")))))
        .contains(LintRule.WILDCARD_PRINCIPAL);
  }
}
