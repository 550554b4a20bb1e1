package io.kmspolicy.lint.sarif;

import io.kmspolicy.lint.rule.Severity;

/**
 * A rule of a log.
 *
 * @param id the id, which is stable
 * @param title what the rule finds
 * @param help why it matters; empty if there is no more to say than the title
 * @param page the address of a page about it; empty if there is none
 * @param severity the severity of its results, unless they have their own
 * @param enabled whether the rule is applied without settings
 */
public record SarifRule(
    String id, String title, String help, String page, Severity severity, boolean enabled) {

  /** A rule that is always applied, without a page. */
  public SarifRule(String id, String title, Severity severity) {
    this(id, title, "", "", severity, true);
  }
}
