package io.kmspolicy.lint.sarif;

import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.report.ResourcePlace;
import java.util.Optional;

/**
 * A result of a log.
 *
 * @param rule the id of its rule
 * @param severity its severity
 * @param message what was found
 * @param location its place; empty if it has none in a file
 * @param statement the statement at this place; empty if it is about the whole policy
 * @param accepted the reason of the suppression that accepts it; empty if none does
 * @param baseline its state against an earlier version of the policies
 */
public record SarifResult(
    String rule,
    Severity severity,
    String message,
    Optional<ResourcePlace> location,
    String statement,
    String accepted,
    Baseline baseline) {

  /** Whether an earlier version has the same result. */
  public enum Baseline {
    /** It was not compared. */
    NOT_COMPARED(""),
    /** The earlier version does not have it. */
    NEW("new"),
    /** The earlier version has it, too. */
    UNCHANGED("unchanged");

    private final String text;

    Baseline(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** A result that no suppression accepts and that was not compared. */
  public SarifResult(
      String rule, Severity severity, String message, Optional<ResourcePlace> location) {
    this(rule, severity, message, location, "", "", Baseline.NOT_COMPARED);
  }
}
