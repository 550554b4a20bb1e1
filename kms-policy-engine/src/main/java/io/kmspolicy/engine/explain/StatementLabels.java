package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.LayerText;
import io.kmspolicy.engine.report.RedactableText;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Statement;

/** What explanations call a statement. */
final class StatementLabels {

  private StatementLabels() {}

  static DeterminingStatement determining(StatementTrace report) {
    StatementMatch match = report.match();
    return new DeterminingStatement(
        match.type(), match.level(), match.policy().name(), match.statement());
  }

  /** The statement with its policy and layer. */
  static String of(StatementTrace report) {
    DeterminingStatement one = determining(report);
    String where = one.level().isEmpty() ? "" : " at " + one.level();
    String policy = one.policy().isEmpty() ? "" : " " + one.policy();
    return LayerText.singular(one.type())
        + policy
        + where
        + ": statement "
        + withinPolicy(one.statement());
  }

  /** The statement by its id and its place in a text, as far as it has them. */
  static String withinPolicy(Statement statement) {
    String sid = statement.sid().orElse("");
    String place = statement.location().isKnown() ? statement.location().toString() : "";
    if (sid.isEmpty()) {
      return place.isEmpty() ? "without id" : "at " + place;
    }
    return RedactableText.quoted(sid) + (place.isEmpty() ? "" : " at " + place);
  }
}
