package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.check.DelegationCheck;
import io.kmspolicy.lint.check.GrantListCheck;
import io.kmspolicy.lint.check.PolicyCheck;
import io.kmspolicy.lint.check.PolicyChecks;
import io.kmspolicy.lint.check.Report;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each check reports only the rules that it lists, and the checks list every rule once. */
class CheckRulesTest {

  private static final long SEED = 20261125;

  /** The linter itself reports these rules, for problems of the readers. */
  private static final Set<LintRule> OF_THE_READERS =
      EnumSet.of(
          LintRule.INVALID_DOCUMENT, LintRule.PRINCIPAL_IN_IDENTITY_POLICY, LintRule.PLACEHOLDER);

  /** Needs the users and roles that exist. */
  private static final Set<LintRule> OF_KNOWN_PRINCIPALS = EnumSet.of(LintRule.PRINCIPAL_NOT_FOUND);

  @Test
  void rules_ofAllChecks_listEveryRuleOnce() {
    List<LintRule> listed = new ArrayList<>(DelegationCheck.rules());
    PolicyChecks.ALL.forEach(check -> listed.addAll(check.rules()));
    GrantListCheck.rules().stream()
        .filter(rule -> rule != LintRule.DELETED_PRINCIPAL)
        .forEach(listed::add);
    listed.addAll(OF_KNOWN_PRINCIPALS);
    assertThat(listed)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(OF_THE_READERS)));
  }

  @Test
  void check_randomPolicies_reportsOnlyTheListedRules() {
    RandomPolicies random = new RandomPolicies(SEED);
    int findings = 0;
    for (int i = 0; i < 300; i++) {
      boolean key = i % 2 == 0;
      String json = RandomPolicies.policy(random.statement("Allow", key));
      LintedPolicy policy = Lints.policy(key ? PolicyType.KEY : PolicyType.IDENTITY, json);
      for (PolicyCheck check : PolicyChecks.ALL) {
        Report report = new Report(policy.text());
        check.check(policy, report);
        findings += report.findings().size();
        assertThat(report.findings())
            .as("seed %d, policy %d: %s", SEED, i, json)
            .extracting(Finding::rule)
            .isSubsetOf(check.rules());
      }
    }
    assertThat(findings).isPositive();
  }
}
