package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The linter reports an IAM Allow as without effect on a key only if that is certain (rules 5.1,
 * 5.3, 5.4).
 */
final class DelegationCheckTest {

  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + KEY_ID;

  @ParameterizedTest(name = "{0}: the key policy allows {2} to {1}: without effect is {3}")
  @CsvSource({
    "111122223333/roles/App, arn:aws:iam::111122223333:root, kms:*, false",
    "111122223333/roles/App, arn:aws:iam::111122223333:root, kms:Describe*, true",
    "111122223333/roles/App, arn:aws:iam::111122223333:role/Admin, kms:*, true",
    "111122223333/roles/App, arn:aws:iam::111122223333:role/App, kms:*, false",
    "111122223333/users/alice, arn:aws:iam::444455556666:root, kms:*, true",
    "444455556666/roles/App, arn:aws:iam::111122223333:root, kms:*, true",
    "444455556666/roles/App, arn:aws:iam::444455556666:root, kms:Decrypt, false",
    "444455556666/roles/App, arn:aws:iam::444455556666:role/App, kms:Decrypt, false",
    "444455556666/roles/App, *, kms:Decrypt, false"
  })
  void lint_directory_reportsIamAllowsWithoutEffect(
      String folder, String principal, String action, boolean withoutEffect) {
    PolicyText identity = identity(folder, "Resource");
    PolicyText key = keyPolicy(principal, action);

    assertThat(new PolicyLinter().lint(List.of(identity, key)))
        .extracting(Finding::rule)
        .matches(rules -> rules.contains(LintRule.IAM_ALLOW_WITHOUT_EFFECT) == withoutEffect);
  }

  @Test
  @DisplayName("2.8: of a key that NotResource spares, the key policy does not refuse the Allow")
  void lint_notResource_isNotWithoutEffect() {
    PolicyText identity = identity("111122223333/users/alice", "NotResource");
    PolicyText key = keyPolicy("arn:aws:iam::111122223333:root", "kms:*");

    assertThat(new PolicyLinter().lint(List.of(identity, key)))
        .extracting(Finding::rule)
        .doesNotContain(LintRule.IAM_ALLOW_WITHOUT_EFFECT);
  }

  private static PolicyText identity(String folder, String element) {
    return new PolicyText(
        folder + "/identity/one.json",
        1,
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \""
                + element
                + "\": \""
                + KEY
                + "\"}"),
        PolicyType.IDENTITY,
        "");
  }

  private static PolicyText keyPolicy(String principal, String action) {
    return new PolicyText(
        "111122223333/keys/us-west-2/" + KEY_ID + "/policy.json",
        1,
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \""
                + principal
                + "\"}, \"Action\": \""
                + action
                + "\", \"Resource\": \"*\"}"),
        PolicyType.KEY,
        "");
  }
}
