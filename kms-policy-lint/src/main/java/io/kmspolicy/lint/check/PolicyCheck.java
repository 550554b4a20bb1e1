package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;

/** The analysis behind one rule or several related rules, for one policy. Stateless. */
public interface PolicyCheck {

  /** The rules that this check reports. */
  List<LintRule> rules();

  /** Adds the findings in a policy to the report. */
  void check(LintedPolicy policy, Report report);
}
