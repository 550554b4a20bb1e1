package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.document.TextOrigin;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One cause has one finding, and what asks for no action has none by default. */
final class NoiseTest {

  private static List<LintRule> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).toList();
  }

  private static String statements(String action, int count) {
    String statement =
        "{\"Effect\": \"Allow\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}";
    return RandomPolicies.policy(Collections.nCopies(count, statement).toArray(String[]::new));
  }

  @Test
  void lint_readsOnEveryAccount_areOneNoteThatIsOffByDefault() throws IOException {
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:DescribeKey\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": \"kms:ListGrants\", \"Resource\": \"*\"}"));
    assertThat(rules(findings)).containsExactly(LintRule.ALL_ACCOUNTS_READ);
    assertThat(LintSettings.none().apply(findings).findings()).isEmpty();
    assertThat(
            LintSettings.parse("{\"rules\": {\"all-accounts-read\": \"warning\"}}")
                .apply(findings)
                .findings())
        .hasSize(1);
  }

  @Test
  void lint_aliasHalf_isReportedOnceForAllActions() {
    String json =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\":"
                + " \"arn:aws:kms:*:111122223333:key/*\"}");
    assertThat(Lints.identity(json))
        .filteredOn(finding -> finding.rule() == LintRule.ALIAS_HALF)
        .extracting(Finding::message)
        .containsExactly(
            "`kms:CreateAlias`, `kms:DeleteAlias` and `kms:UpdateAlias` are allowed on the key but"
                + " not on the alias, which needs an IAM policy");
  }

  /** Rule 2.18: the check on the alias has no tags, no aliases and no properties of the key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | false",
        "{'StringEquals': {'kms:KeySpec': 'SYMMETRIC_DEFAULT'}} | true",
        "{'StringEquals': {'aws:ResourceTag/project': 'shop'}} | true",
        "{'ForAnyValue:StringEquals': {'kms:ResourceAliases': 'alias/app'}} | true",
        "{'StringEqualsIfExists': {'kms:KeySpec': 'SYMMETRIC_DEFAULT'}} | false",
        "{'StringEquals': {'aws:ResourceAccount': '111122223333'}} | false",
        "{'StringEquals': {'aws:PrincipalTag/project': 'shop'}} | false",
      })
  void lint_aliasUnderACondition_isHalfIfTheConditionNeedsTheKey(String condition, boolean found) {
    String json =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:CreateAlias\", \"Resource\":"
                + " [\"arn:aws:kms:us-west-2:111122223333:key/*\","
                + " \"arn:aws:kms:us-west-2:111122223333:alias/*\"], \"Condition\": "
                + condition.replace('\'', '"')
                + "}");
    assertThat(Lints.identity(json))
        .filteredOn(finding -> finding.rule() == LintRule.ALIAS_HALF)
        .extracting(Finding::fix)
        .isEqualTo(
            found
                ? List.of(
                    "allow it on the aliases in a statement of its own, without conditions on the"
                        + " key")
                : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE_CONTROL, 10_000, false",
    "SERVICE_CONTROL, 10_500, true",
    "PERMISSIONS_BOUNDARY, 6_500, true",
    "IDENTITY, 6_500, true",
    "SESSION, 2_100, true"
  })
  void lint_size_isComparedWithTheQuotaOfTheType(PolicyType type, String size, boolean found) {
    int length = Integer.parseInt(size.replace("_", ""));
    String json = statements("kms:Decrypt", 1).replace("kms:Decrypt", "kms:DecryptX");
    String padded = json.replace("DecryptX", "D" + "x".repeat(length - json.length()));
    List<Finding> findings = Lints.lint(type, padded);
    assertThat(rules(findings).contains(LintRule.TOO_LARGE)).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({"policies/ReadOnlyAccess.json, false", "policies/Ours.json, true"})
  void lint_largePolicyOfAws_hasNoQuota(String source, boolean found) {
    String json = statements("kms:D" + "x".repeat(7_000), 1);
    PolicyText text = new PolicyText(source, 1, json, PolicyType.IDENTITY, "");
    assertThat(rules(new PolicyLinter().lint(List.of(text))).contains(LintRule.TOO_LARGE))
        .isEqualTo(found);
  }

  /** AWS accepted what it returned: a quota may be raised, and IAM counts otherwise than a file. */
  @Test
  void lint_whatAwsReturned_isWithinItsQuotasAndForms() {
    String json =
        statements("kms:D" + "x".repeat(7_000), 1)
            .replace("{\"Effect", "{\"Sid\":\"a-b\",\"Effect");
    PolicyText written = new PolicyText("policy.json", 1, json, PolicyType.IDENTITY, "");
    assertThat(rules(new PolicyLinter().lint(List.of(written))))
        .contains(LintRule.TOO_LARGE, LintRule.SID);
    assertThat(rules(new PolicyLinter().lint(List.of(written.from(TextOrigin.AWS)))))
        .doesNotContain(LintRule.TOO_LARGE, LintRule.SID)
        .contains(LintRule.UNKNOWN_ACTION);
  }

  /**
   * What was written on purpose, or depends on what no policy shows, asks a reviewer for nothing.
   */
  @Test
  void lint_denyAndCreateKey_areNotesThatAreOffByDefault() throws IOException {
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:CreateKey\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Deny\", \"Action\": \"kms:DisableKey\", \"Resource\": \"*\"}"));
    assertThat(rules(findings)).contains(LintRule.CREATE_KEY_COMPANIONS, LintRule.DENY_WINS);
    assertThat(rules(LintSettings.none().apply(findings).findings()))
        .containsExactly(LintRule.CREATE_KEY_UNLIMITED);
    assertThat(
            rules(
                LintSettings.parse(
                        "{\"rules\": {\"deny-wins\": \"info\", \"create-key-companions\":"
                            + " \"info\"}}")
                    .apply(findings)
                    .findings()))
        .contains(LintRule.CREATE_KEY_COMPANIONS, LintRule.DENY_WINS);
  }

  /** The statement for the account lets IAM policies decide, and they have the limit of a grant. */
  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:root, false",
    "111122223333, false",
    "arn:aws:iam::444455556666:root, true",
    "arn:aws:iam::111122223333:role/App, true"
  })
  void lint_grantsOfAPrincipal_areUnlimitedUnlessItIsTheAccount(String principal, boolean found) {
    String account =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
            + " \"kms:*\", \"Resource\": \"*\"}";
    String grants =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \""
            + principal
            + "\"}, \"Action\": [\"kms:PutKeyPolicy\", \"kms:CreateGrant\"], \"Resource\": \"*\"}";
    assertThat(
            rules(Lints.key(RandomPolicies.policy(account, grants)))
                .contains(LintRule.GRANT_UNCONSTRAINED))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<account-id>",
        "{{account}}",
        "${AccountId}",
        "YOUR_ACCOUNT",
        "ACCOUNT_ID",
        "[ACCOUNT]",
        "ACCOUNT_ID\u00e9"
      })
  void lint_placeholders_areOneNote(String placeholder) {
    String arn = "arn:aws:kms:us-west-2:" + placeholder + ":key/*";
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \""
                    + arn
                    + "\", \"Condition\": {\"StringEquals\": {\"aws:PrincipalOrgID\": \""
                    + placeholder
                    + "\", \"kms:CallerAccount\": \""
                    + placeholder
                    + "\"}}}"));
    assertThat(rules(findings)).contains(LintRule.PLACEHOLDER).doesNotHaveDuplicates();
    assertThat(findings)
        .allMatch(
            finding ->
                finding.rule() == LintRule.PLACEHOLDER
                    || finding.rule() == LintRule.CRYPTOGRAPHY_IN_IAM);
    List<Finding> principals =
        Lints.key(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::"
                    + placeholder
                    + ":root\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}"));
    assertThat(rules(principals)).containsExactly(LintRule.PLACEHOLDER);
  }

  @ParameterizedTest
  @CsvSource({"kms:ScheduleKeyDeletion, false", "kms:Decrypt, true", "kms:CreateGrant, true"})
  void lint_denyUnlessRole_stopsServicesOnlyInWhatTheyDo(String action, boolean found) {
    String json =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
         "Action": "%s", "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn":
         "arn:aws:iam::111122223333:role/Admin"}}}]}
        """
            .formatted(action);
    assertThat(
            rules(Lints.lint(PolicyType.RESOURCE_CONTROL, json))
                .contains(LintRule.DENY_BLOCKS_SERVICES))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"AWS\": \"arn:aws:iam::111122223333:root\"}', false",
    "'{\"AWS\": \"111122223333\"}', false",
    "'{\"AWS\": \"*\"}', true",
    "'{\"Service\": \"logs.us-east-1.amazonaws.com\"}', true",
    "'\"*\"', true"
  })
  void lint_denyUnlessRole_stopsServicesOnlyIfItsPrincipalsMayBeServices(
      String principal, boolean found) {
    String json =
        RandomPolicies.policy(
            """
            {"Effect": "Allow", "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
             "Action": "kms:Decrypt", "Resource": "*"}""",
            """
            {"Effect": "Deny", "Principal": %s, "Action": "kms:*", "Resource": "*",
             "Condition": {"ArnNotLike": {"aws:PrincipalArn":
              "arn:aws:iam::111122223333:role/Admin"}}}"""
                .formatted(principal));
    assertThat(rules(Lints.key(json)).contains(LintRule.DENY_BLOCKS_SERVICES)).isEqualTo(found);
  }

  @Test
  void lint_placeholderInAPolicyWithoutKms_isNoNote() {
    String other =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "guardduty:*",
         "Resource": "arn:aws:guardduty:*:<account-id>:*"}]}
        """;
    assertThat(Lints.lint(PolicyType.SERVICE_CONTROL, other)).isEmpty();
    assertThat(Lints.lint(PolicyType.SERVICE_CONTROL, other.replace("guardduty:*\",", "*\",")))
        .extracting(Finding::rule)
        .containsExactly(LintRule.PLACEHOLDER);
  }

  /** CloudFormation replaces its dynamic references itself. */
  @Test
  void lint_dynamicReferences_areNoPlaceholders() {
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                    + " \"arn:aws:kms:*:{{resolve:ssm:/accounts/keys}}:key/*\"}"));
    assertThat(rules(findings)).doesNotContain(LintRule.PLACEHOLDER);
  }

  @Test
  void lint_policyVariables_areNoPlaceholders() {
    List<Finding> findings =
        Lints.identity(
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\","
                    + " \"Condition\": {\"StringEquals\": {\"aws:ResourceAccount\":"
                    + " \"${aws:PrincipalAccount}\"}, \"StringLike\": {\"aws:username\":"
                    + " \"${*}\"}}}"));
    assertThat(rules(findings)).doesNotContain(LintRule.PLACEHOLDER);
  }

  /**
   * A condition key that only some of the actions have keeps the others out, so none of these is
   * said to be allowed.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Bool': {'kms:GrantIsForAWSResource': 'true'}}",
        "{'StringEquals': {'kms:EncryptionContext:app': 'shop'}}",
        "{'StringEquals': {'kms:RequestAlias': 'alias/app'}}",
      })
  void lint_actionsThatNeverHaveTheKey_areNotCalledAllowed(String condition) {
    String identity =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\":"
                + " \"arn:aws:kms:*:111122223333:key/*\", \"Condition\": "
                + condition.replace('\'', '"')
                + "}");
    String key =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                + " \"kms:*\", \"Resource\": \"*\"}",
            "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"444455556666\"}, \"Action\":"
                + " \"kms:*\", \"Resource\": \"*\", \"Condition\": "
                + condition.replace('\'', '"')
                + "}");

    assertThat(rules(Lints.identity(identity)))
        .doesNotContain(LintRule.ALIAS_HALF, LintRule.KEY_ADMINISTRATION_IN_IAM);
    assertThat(rules(Lints.identity(identity.replace("arn:aws:kms:*:111122223333:key/*", "*"))))
        .doesNotContain(LintRule.CREATE_KEY_COMPANIONS);
    assertThat(rules(Lints.key(key))).doesNotContain(LintRule.FOREIGN_ADMINISTRATION);
  }

  /** Who administers every key gains none by creating it: one cause, one finding. */
  @Test
  void lint_everyActionOnEveryKey_hasNoNoteAboutCreatingKeys() {
    assertThat(rules(Lints.identity(statements("kms:*", 1))))
        .contains(LintRule.KEY_ADMINISTRATION_IN_IAM)
        .doesNotContain(LintRule.CREATE_KEY_UNLIMITED);
    assertThat(rules(Lints.identity(statements("kms:Create*", 1))))
        .contains(LintRule.CREATE_KEY_UNLIMITED);
    String denied =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}",
            "{\"Effect\": \"Deny\", \"Action\": [\"kms:PutKeyPolicy\","
                + " \"kms:ScheduleKeyDeletion\"], \"Resource\": \"*\"}");
    assertThat(rules(Lints.identity(denied))).contains(LintRule.CREATE_KEY_UNLIMITED);
  }

  /** A name that the statement has already is no advice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kms:ReEncrypt | kms:Encrypt | did you mean `kms:ReEncryptFrom` and `kms:ReEncryptTo`, or"
            + " `kms:ReEncrypt*` for all?",
        "kms:reencrypt | kms:ReEncryptTo | did you mean `kms:ReEncryptFrom`?",
        "kms:ReEncrypt | kms:ReEncrypt* | remove it: the statement has `kms:ReEncryptFrom` and"
            + " `kms:ReEncryptTo` already",
        "kms:Decript | kms:Encrypt | did you mean `kms:Decrypt`?",
        "kms:Decript | kms:Decrypt | remove it: the statement has `kms:Decrypt` already",
        "kms:Frobnicate | kms:Decrypt | name an action of KMS, such as `kms:Decrypt`",
      })
  void lint_unknownAction_isAnsweredWithTheNamesThatAreMissing(
      String unknown, String other, String fix) {
    String key = "\"arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"";
    String json =
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": [\""
                + unknown
                + "\", \""
                + other
                + "\"], \"Resource\": "
                + key
                + "}");
    assertThat(Lints.identity(json))
        .filteredOn(finding -> finding.rule() == LintRule.UNKNOWN_ACTION)
        .extracting(Finding::fix)
        .containsExactly(fix);
  }
}
