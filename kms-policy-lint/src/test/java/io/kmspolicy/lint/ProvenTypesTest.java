package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decision 32: the claims about statements of every type of policy can be proven. */
final class ProvenTypesTest {

  private static final Set<LintRule> EFFECT =
      Set.of(LintRule.NEVER_MATCHES, LintRule.SHADOWED, LintRule.REDUNDANT);

  private static String statement(PolicyType type, String effect, String action, String condition) {
    return "{\"Effect\": \""
        + effect
        + "\", "
        + (type.namesPrincipals() ? "\"Principal\": \"*\", " : "")
        + "\"Action\": \""
        + action
        + "\", \"Resource\": \"*\", \"Condition\": "
        + condition.replace('\'', '"')
        + "}";
  }

  private static List<Finding> effects(PolicyType type, String... statements) {
    return Lints.lint(type, RandomPolicies.policy(statements)).stream()
        .filter(finding -> EFFECT.contains(finding.rule()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A condition that never holds is proven, of an Allow and of a Deny")
  void lint_contradiction_isProven(PolicyType type) {
    String never = "{'StringEquals': {'aws:username': 'a'}, 'StringLike': {'aws:username': 'b*'}}";
    for (String effect : List.of("Allow", "Deny")) {
      assertThat(effects(type, statement(type, effect, "kms:Decrypt", never)))
          .extracting(Finding::rule, Finding::severity)
          .containsExactly(tuple(LintRule.NEVER_MATCHES, Severity.ERROR));
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("An Allow that a Deny covers, and a statement that another one covers, are proven")
  void lint_coveredStatements_areProven(PolicyType type) {
    String narrow = "{'StringEquals': {'aws:username': 'a'}}";
    String wide = "{'StringLike': {'aws:username': ['a*', 'b']}}";
    assertThat(
            effects(
                type,
                statement(type, "Allow", "kms:Decrypt", narrow),
                statement(type, "Deny", "kms:D*", wide),
                statement(type, "Deny", "kms:DescribeKey", narrow)))
        .extracting(Finding::rule, Finding::severity, Finding::statement)
        .containsExactly(
            tuple(LintRule.SHADOWED, Severity.WARNING, "#1"),
            tuple(LintRule.REDUNDANT, Severity.INFO, "#3"));
    assertThat(
            effects(
                type,
                statement(type, "Deny", "kms:Decrypt", narrow),
                statement(type, "Deny", "kms:D*", wide)))
        .noneMatch(finding -> finding.message().startsWith("it is not proven"));
  }
}
