package io.kmspolicy.lint.rule;

import io.kmspolicy.model.policy.SourceLocation;

/**
 * A result of the linter.
 *
 * @param rule the rule that found it
 * @param severity its severity
 * @param location its location
 * @param statement the {@code Sid} of the statement, or {@code #} and its number counted from 1;
 *     empty if the finding is about the whole policy
 * @param message the mistake or risk, in one sentence
 * @param fix what to do about it
 */
public record Finding(
    LintRule rule,
    Severity severity,
    SourceLocation location,
    String statement,
    String message,
    String fix) {

  /**
   * Whether it counts where this severity and higher ones do. That something depends on a value
   * which is not known yet is a note and no finding, so it never counts unless settings raise it.
   */
  public boolean reaches(Severity least) {
    boolean isNote = rule == LintRule.PLACEHOLDER && severity == Severity.INFO;
    return !isNote && severity.compareTo(least) >= 0;
  }

  /** The same finding at another place. */
  public Finding at(SourceLocation place) {
    return new Finding(rule, severity, place, statement, message, fix);
  }

  /** The same finding with another severity. */
  public Finding withSeverity(Severity severity) {
    return new Finding(rule, severity, location, statement, message, fix);
  }
}
