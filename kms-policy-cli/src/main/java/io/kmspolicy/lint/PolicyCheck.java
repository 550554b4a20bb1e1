package io.kmspolicy.lint;

/** The analysis behind one rule or a family of rules. Stateless. */
interface PolicyCheck {

  /** Looks at a policy and reports what it finds. */
  void check(LintedPolicy policy, Report report);
}
