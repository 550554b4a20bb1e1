package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules about the keys of an identity policy leave out what its own Deny certainly denies. */
final class IdentityDenyTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER_ACCOUNTS =
      "'Condition': {'StringNotEquals': {'aws:ResourceAccount': '111122223333'}}";

  private static List<LintRule> rules(String deny) {
    String policy =
        RandomPolicies.policy(
            "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*'}",
            "{'Effect': 'Deny', " + deny + "}");
    return Lints.identity(policy.replace('\'', '"')).stream().map(Finding::rule).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kms:* | true",
        "kms:Encrypt | false",
      })
  void lint_denyOnKeysOfOtherAccounts_leavesNoneOfThem(String action, boolean isLimited) {
    List<LintRule> found = rules("'Action': '" + action + "', 'Resource': '*', " + OTHER_ACCOUNTS);

    assertThat(found.contains(LintRule.ALL_ACCOUNTS_RESOURCE)).isEqualTo(!isLimited);
    assertThat(found).contains(LintRule.KEY_ADMINISTRATION_IN_IAM);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void lint_denyOnAllButOneKey_leavesNoOther(boolean hasOpenCondition) {
    String condition = ", 'Condition': {'Bool': {'aws:MultiFactorAuthPresent': 'false'}}";
    List<LintRule> found =
        rules(
            "'Action': 'kms:*', 'NotResource': '"
                + KEY
                + "'"
                + (hasOpenCondition ? condition : ""));

    assertThat(found.contains(LintRule.ALL_ACCOUNTS_RESOURCE)).isEqualTo(hasOpenCondition);
    assertThat(found.contains(LintRule.KEY_ADMINISTRATION_IN_IAM)).isEqualTo(hasOpenCondition);
  }
}
