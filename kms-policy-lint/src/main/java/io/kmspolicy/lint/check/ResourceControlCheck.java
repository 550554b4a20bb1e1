package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;

/** Reports resource control policies that AWS refuses (rule 1.6). */
final class ResourceControlCheck implements PolicyCheck {

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.RCP_FORM);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.type() != PolicyType.RESOURCE_CONTROL) {
      return;
    }
    if (!policy.document().version().hasVariables()) {
      report.add(
          LintRule.RCP_FORM,
          policy.start(),
          "a resource control policy must state its version",
          "add `\"Version\": \"2012-10-17\"`");
    }
    for (StatementView view : policy.statements()) {
      if (view.allows() && !isOfAws(view)) {
        report.add(
            LintRule.RCP_FORM,
            view,
            view.at("Effect"),
            "a resource control policy only denies; AWS refuses an Allow",
            "allow it in a key policy or an IAM policy");
      }
    }
  }

  /** {@code RCPFullAWSAccess}, which AWS attaches itself, allows everything. */
  private static boolean isOfAws(StatementView view) {
    return view.actionPatterns().stream().map(ActionPattern::text).anyMatch("*"::equals)
        && !view.hasCondition();
  }
}
