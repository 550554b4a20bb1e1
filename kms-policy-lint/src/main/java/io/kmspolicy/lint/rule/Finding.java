package io.kmspolicy.lint.rule;

import io.kmspolicy.model.policy.SourceLocation;

/**
 * One thing a person should look at.
 *
 * @param rule the rule that found it
 * @param severity how much it weighs
 * @param location where it is
 * @param statement the {@code Sid} of the statement, or {@code #} and its number counted from 1;
 *     empty if the finding is about the whole policy
 * @param message what is so, in one sentence
 * @param fix what to do about it
 */
public record Finding(
    LintRule rule,
    Severity severity,
    SourceLocation location,
    String statement,
    String message,
    String fix) {

  /** The same finding with another severity. */
  public Finding withSeverity(Severity other) {
    return new Finding(rule, other, location, statement, message, fix);
  }
}
