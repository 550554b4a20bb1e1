package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule {@code cross-account-without-org} reports an Allow that lets in a caller of another
 * account whatever its organization, beside the Deny statements of the policy.
 */
final class CrossAccountTest {

  private static final String DELEGATION =
      "{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::111122223333:root'},"
          + " 'Action': 'kms:*', 'Resource': '*'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "kms:Decrypt | {} | true",
        "kms:Decrypt | {'StringEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | false",
        "kms:Decrypt | {'StringEqualsIfExists': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | true",
        "kms:Decrypt | {'StringEquals': {'aws:PrincipalOrgID': '${aws:ResourceOrgID}'}} | false",
        "kms:Decrypt | {'StringLike': {'aws:PrincipalOrgID': 'o-*'}} | true",
        "kms:Decrypt | {'StringEquals': {'aws:PrincipalAccount': '111122223333'}} | false",
        "kms:Decrypt | {'StringEquals': {'kms:CallerAccount': '111122223333'}} | false",
        "kms:Decrypt | {'StringEquals': {'kms:CallerAccount': '444455556666'}} | true",
        "kms:Decrypt | {'StringEquals': {'aws:SourceVpce': 'vpce-1234abcd'}} | true",
        "kms:PutKeyPolicy | {} | false",
        "kms:RetireGrant | {} | false",
      })
  void lint_foreignPrincipal_isFoundIfNoOrganizationLimitsIt(
      String action, String condition, boolean found) {
    assertThat(isFound(allow(action, condition))).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "* | {'StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'},"
            + " 'BoolIfExists': {'aws:PrincipalIsAWSService': 'false'}} | false",
        "* | {'StringNotEqualsIfExists': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | false",
        "kms:Encrypt | {'StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'}} | true",
        "* | {'StringNotEquals': {'aws:PrincipalOrgID': 'o-exampleorgid'},"
            + " 'Bool': {'aws:MultiFactorAuthPresent': 'false'}} | true",
      })
  void lint_denyOfOtherOrganizations_isTakenIntoAccount(
      String action, String condition, boolean found) {
    String deny =
        "{'Effect': 'Deny', 'Principal': '*', 'Action': '"
            + action
            + "', 'Resource': '*', 'Condition': "
            + condition
            + "}";

    assertThat(isFound(allow("kms:Decrypt", "{}"), deny)).isEqualTo(found);
  }

  private static String allow(String action, String condition) {
    return "{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::444455556666:root'},"
        + " 'Action': '"
        + action
        + "', 'Resource': '*', 'Condition': "
        + condition
        + "}";
  }

  private static boolean isFound(String... statements) {
    String policy = RandomPolicies.policy(DELEGATION, String.join(", ", statements));
    List<Finding> findings = Lints.key(policy.replace('\'', '"'));
    return findings.stream().anyMatch(one -> one.rule() == LintRule.CROSS_ACCOUNT_WITHOUT_ORG);
  }
}
