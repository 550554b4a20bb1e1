package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule {@code deny-wins} claims of a key policy only what it decides: nothing about actions
 * without a key (rule 5.10) and RetireGrant (rule 5.14), and nothing certain about sessions of a
 * provider (rule 1.7).
 */
final class DenyWinsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'kms:CreateKey' | '*' | ^^",
        "'kms:RetireGrant' | '*' | ^^",
        "['kms:CreateKey', 'kms:RetireGrant', 'kms:ScheduleKeyDeletion'] | '*' |"
            + " no Allow of an IAM policy, a key policy or a grant overcomes this Deny of"
            + " `kms:ScheduleKeyDeletion`",
        "'kms:*' | {'AWS': 'arn:aws:iam::111122223333:role/App'} |"
            + " no Allow of an IAM policy, a key policy or a grant overcomes this Deny of every"
            + " action that a key policy decides",
        "'kms:Decrypt' | {'Federated': 'accounts.google.com'} |"
            + " it is not proven that no Allow of an IAM policy, a key policy or a grant overcomes"
            + " this Deny of `kms:Decrypt`; that depends on the provider that signed a session in,"
            + " which no request shows"
      })
  void lint_denyInAKeyPolicy_claimsWhatAKeyPolicyDecides(
      String action, String principal, String message) {
    String deny =
        "{'Effect': 'Deny', 'Principal': "
            + principal
            + ", 'Action': "
            + action
            + ", 'Resource': '*'}";
    List<Finding> findings = Lints.key(RandomPolicies.policy(deny).replace('\'', '"'));

    assertThat(
            findings.stream()
                .filter(one -> one.rule() == LintRule.DENY_WINS)
                .map(Finding::message)
                .collect(Collectors.joining()))
        .isEqualTo(message);
  }
}
