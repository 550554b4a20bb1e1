package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Decision 32: what the exact analysis claims and a proof does not confirm is not reported as
 * certain. The proofs here need more combinations of resource patterns than a proof compares.
 */
final class UnprovenFindingsTest {

  /** So many Regions, accounts and ids have more combinations than a proof compares. */
  private static final int MANY = 45;

  private static String resources(int number, String id) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                "\"arn:aws:kms:xx-test-%d:%012d:key/%s\""
                    .formatted(i, 100_000_000_000L + i, id.formatted(i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static List<Finding> lint(PolicyType type, String effect, int number) {
    String principal = type == PolicyType.KEY ? "\"Principal\": \"*\", " : "";
    return Lints.lint(
        type,
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", "
                + principal
                + "\"Action\": \"kms:CreateGrant\", \"Resource\": "
                + resources(number, "%08x-12ab-34cd-56ef-1234567890ab")
                + "}",
            "{\"Effect\": \""
                + effect
                + "\", "
                + principal
                + "\"Action\": \"kms:*\", \"Resource\": "
                + resources(number, "*")
                + "}"));
  }

  private static Finding find(List<Finding> findings, LintRule rule) {
    return findings.stream()
        .filter(finding -> finding.rule() == rule && finding.statement().equals("#1"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(
      value = PolicyType.class,
      names = {"IDENTITY", "KEY"})
  @DisplayName("A shadowed Allow that no proof confirms is a note, and its risks are reported")
  void lint_allowThatADenyCovers_isOnlyShadowedIfProven(PolicyType type) {
    List<Finding> proven = lint(type, "Deny", 2);
    assertThat(find(proven, LintRule.SHADOWED).severity()).isEqualTo(Severity.WARNING);
    assertThat(proven).extracting(Finding::rule).doesNotContain(LintRule.GRANT_UNCONSTRAINED);

    List<Finding> open = lint(type, "Deny", MANY);
    Finding shadowed = find(open, LintRule.SHADOWED);
    assertThat(shadowed.severity()).isEqualTo(Severity.INFO);
    assertThat(shadowed.message()).startsWith("it is not proven that the Deny `#2` covers");
    assertThat(shadowed.fix()).startsWith("if it is so: ");
    assertThat(open).extracting(Finding::rule).contains(LintRule.GRANT_UNCONSTRAINED);
  }

  @Test
  void lint_redundantAllow_isOnlyRedundantIfProven() {
    assertThat(find(lint(PolicyType.IDENTITY, "Allow", 2), LintRule.REDUNDANT).message())
        .startsWith("`#2` matches every request");
    assertThat(find(lint(PolicyType.IDENTITY, "Allow", MANY), LintRule.REDUNDANT).message())
        .startsWith("it is not proven that `#2` matches every request")
        .contains("that depends on");
  }
}
