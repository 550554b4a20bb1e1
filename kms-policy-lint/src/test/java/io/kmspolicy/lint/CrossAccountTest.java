package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "111122223333,444455556666 | {} | false",
        "111122223333,777788889999 | {} | true",
        "444455556666,777788889999 | {} | true",
        "111122223333,444455556666 | {'Bool': {'aws:ViaAWSService': 'true'}} | false",
        "111122223333 | {} | true",
      })
  void lint_accountOfTheStatedOrganization_isNotFound(
      String organization, String condition, boolean found) {
    PolicyLinter linter =
        new PolicyLinter().withinOrganization(Set.of(organization.strip().split(",")));

    assertThat(isFound(linter, allow("kms:Decrypt", condition))).isEqualTo(found);
  }

  @Test
  void lint_oneAccountOfSeveralIsNotOfTheOrganization_isNamed() {
    PolicyLinter linter =
        new PolicyLinter().withinOrganization(Set.of("111122223333", "444455556666"));
    String both =
        allow("kms:Decrypt", "{}")
            .replace(
                "'arn:aws:iam::444455556666:root'",
                "['arn:aws:iam::444455556666:root', 'arn:aws:iam::777788889999:root']");

    assertThat(findings(linter, both))
        .filteredOn(one -> one.rule() == LintRule.CROSS_ACCOUNT_WITHOUT_ORG)
        .singleElement()
        .satisfies(one -> assertThat(one.message()).contains("777788889999"));
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
    return isFound(new PolicyLinter(), statements);
  }

  private static boolean isFound(PolicyLinter linter, String... statements) {
    return findings(linter, statements).stream()
        .anyMatch(one -> one.rule() == LintRule.CROSS_ACCOUNT_WITHOUT_ORG);
  }

  private static List<Finding> findings(PolicyLinter linter, String... statements) {
    String policy = RandomPolicies.policy(DELEGATION, String.join(", ", statements));
    return linter.lint(
        List.of(new PolicyText("policy.json", 1, policy.replace('\'', '"'), PolicyType.KEY, "")));
  }
}
