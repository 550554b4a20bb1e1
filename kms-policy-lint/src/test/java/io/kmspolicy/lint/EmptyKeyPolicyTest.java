package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.KeyManager;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Key policies that allow nothing. */
class EmptyKeyPolicyTest {

  private static final String EMPTY = "{\"Version\": \"2012-10-17\", \"Statement\": []}";

  @Test
  @DisplayName("1.3: a key policy without statements allows nothing, so it locks out")
  void lint_noStatements_isALockout() {
    assertThat(Lints.key(EMPTY))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(LintRule.LOCKOUT);
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.message()).startsWith("nobody can call");
            });
  }

  @Test
  @DisplayName("5.5: AWS changes the policies of its keys, so they lock nobody out")
  void lint_awsManagedKey_isNoLockout() {
    List<Finding> findings =
        new PolicyLinter()
            .lint(
                List.of(
                    new PolicyText("policy.json", 1, EMPTY, PolicyType.KEY, "")
                        .ofKeyManagedBy(KeyManager.AWS)));

    assertThat(findings).isEmpty();
  }

  /** A date in the past ends a statement, and with the last Allow the way to change the policy. */
  @Test
  void lint_expiredAllow_isALockoutUnlessAnotherOneRemains() {
    String allow =
        "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\","
            + " \"Resource\": \"*\"%s}";
    String until =
        allow.formatted(
            ", \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\":"
                + " \"2020-01-01T00:00:00Z\"}}");
    String future = until.replace("2020", "2120");
    String deny = until.replace("Allow", "Deny");

    assertThat(lockouts(until)).containsExactly(Severity.ERROR);
    assertThat(lockouts(until, deny)).containsExactly(Severity.ERROR);
    assertThat(lockouts(future)).isEmpty();
    assertThat(lockouts(until, allow.formatted(""))).isEmpty();
    assertThat(lockouts(allow.formatted(""), deny)).isEmpty();
  }

  private static List<Severity> lockouts(String... statements) {
    return Lints.key(RandomPolicies.policy(statements)).stream()
        .filter(one -> one.rule() == LintRule.LOCKOUT)
        .map(Finding::severity)
        .toList();
  }
}
