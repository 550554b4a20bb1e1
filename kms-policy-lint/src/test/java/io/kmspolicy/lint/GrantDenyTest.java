package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.LintRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Deny of the same policy can limit the grants that an Allow lets a principal create. */
final class GrantDenyTest {

  private static final String ACCOUNT = "{'AWS': '111122223333'}";
  private static final String ROLE = "{'AWS': 'arn:aws:iam::111122223333:role/App'}";

  private static String statement(String effect, String principal, String condition) {
    return "{'Effect': '%s', %s'Action': 'kms:CreateGrant', 'Resource': '*', 'Condition': %s}"
        .formatted(effect, principal.isEmpty() ? "" : "'Principal': " + principal + ", ", condition)
        .replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringNotEquals': {'kms:GranteePrincipal': 'arn:aws:iam::111122223333:role/W'}} | false",
        "{'Bool': {'kms:GrantIsForAWSResource': 'false'}} | false",
        "{'Null': {'kms:GrantConstraintType': 'true'}} | false",
        "{'ForAnyValue:StringEquals': {'kms:GrantOperations': 'Decrypt'}} | false",
        "{'StringNotEquals': {'kms:EncryptionContext:app': 'shop'}} | false",
        "{'StringEquals': {'kms:EncryptionContext:app': 'shop'}} | true",
        "{'Bool': {'kms:GrantIsForAWSResource': 'true'}} | true",
        "{'StringEquals': {'kms:GranteePrincipal': 'arn:aws:iam::111122223333:role/W'}} | true",
        "{'Bool': {'aws:MultiFactorAuthPresent': 'false'}} | true",
      })
  void lint_grantsBesideDeny_areFoundUnlessTheUnlimitedOneIsDenied(
      String condition, boolean found) {
    String key =
        RandomPolicies.policy(
            statement("Allow", ACCOUNT, "{}").replace("CreateGrant", "*"),
            statement("Allow", ROLE, "{}"),
            statement("Deny", "'*'", condition));
    String identity =
        RandomPolicies.policy(statement("Allow", "", "{}"), statement("Deny", "", condition));

    assertThat(Lints.key(key).stream().anyMatch(one -> one.rule() == LintRule.GRANT_UNCONSTRAINED))
        .isEqualTo(found);
    assertThat(
            Lints.identity(identity).stream()
                .anyMatch(one -> one.rule() == LintRule.GRANT_UNCONSTRAINED))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'AWS': 'arn:aws:iam::111122223333:role/App'} | false",
        "{'AWS': 'arn:aws:iam::111122223333:role/Other'} | true",
      })
  void lint_denyOfOthers_limitsNothing(String denied, boolean found) {
    String condition = "{'Bool': {'kms:GrantIsForAWSResource': 'false'}}";
    String key =
        RandomPolicies.policy(
            statement("Allow", ACCOUNT, "{}").replace("CreateGrant", "*"),
            statement("Allow", ROLE, "{}"),
            statement("Deny", denied, condition));

    assertThat(Lints.key(key).stream().anyMatch(one -> one.rule() == LintRule.GRANT_UNCONSTRAINED))
        .isEqualTo(found);
  }

  /** A request for a grant has the pairs of its constraint, so without one it has none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringEquals': {'kms:EncryptionContext:app': 'shop'}} | false",
        "{'Null': {'kms:EncryptionContext:app': 'false'}} | false",
        "{'StringNotEquals': {'kms:EncryptionContext:app': 'shop'}} | true",
        "{'StringEqualsIfExists': {'kms:EncryptionContext:app': 'shop'}} | true",
      })
  void lint_grantsWithPairOfConstraint_areNotUnconstrained(String condition, boolean found) {
    String identity = RandomPolicies.policy(statement("Allow", "", condition));

    assertThat(
            Lints.identity(identity).stream()
                .anyMatch(one -> one.rule() == LintRule.GRANT_UNCONSTRAINED))
        .isEqualTo(found);
  }
}
