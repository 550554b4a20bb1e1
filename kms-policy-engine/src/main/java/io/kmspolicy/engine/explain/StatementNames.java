package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.LayerWords;
import io.kmspolicy.engine.report.Phrase;
import io.kmspolicy.engine.report.StatementReport;
import io.kmspolicy.model.policy.Statement;

/** What explanations call a statement. */
final class StatementNames {

  private StatementNames() {}

  static DeterminingStatement determining(StatementReport report) {
    StatementMatch match = report.match();
    return new DeterminingStatement(
        match.type(), match.level(), match.policy().name(), match.statement());
  }

  /** The statement with its policy and layer. */
  static String of(StatementReport report) {
    DeterminingStatement one = determining(report);
    String where = one.level().isEmpty() ? "" : " at " + one.level();
    String policy = one.policy().isEmpty() ? "" : " " + one.policy();
    return LayerWords.singular(one.type())
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
    return Phrase.quoted(sid) + (place.isEmpty() ? "" : " at " + place);
  }
}
