package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.LayerText;
import io.kmspolicy.engine.report.RedactableText;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Statement;

/** The names of statements in explanations. */
final class StatementLabels {

  private StatementLabels() {}

  static DeterminingStatement determining(StatementTrace trace) {
    StatementMatch match = trace.match();
    return new DeterminingStatement(
        match.type(), match.level(), match.policy().name(), match.statement());
  }

  /** The name of a statement with its policy and layer. */
  static String of(StatementTrace trace) {
    return of(determining(trace));
  }

  static String of(DeterminingStatement statement) {
    String where = statement.level().isEmpty() ? "" : " at " + statement.level();
    String policy = statement.policy().isEmpty() ? "" : " " + statement.policy();
    return LayerText.singular(statement.type())
        + policy
        + where
        + ": statement "
        + withinPolicy(statement.statement());
  }

  /**
   * The name of a statement within its policy: its id and its location in the text, as far as
   * known.
   */
  static String withinPolicy(Statement statement) {
    String sid = statement.sid().orElse("");
    String location = statement.location().isKnown() ? statement.location().toString() : "";
    if (sid.isEmpty()) {
      return location.isEmpty() ? "without id" : "at " + location;
    }
    return RedactableText.quoted(sid) + (location.isEmpty() ? "" : " at " + location);
  }
}
