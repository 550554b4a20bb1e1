package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;

/** The analysis behind one rule or a family of rules. Stateless. */
public interface PolicyCheck {

  /** Looks at a policy and reports what it finds. */
  void check(LintedPolicy policy, Report report);
}
