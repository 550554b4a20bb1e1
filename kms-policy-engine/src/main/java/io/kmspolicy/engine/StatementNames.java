package io.kmspolicy.engine;

import io.kmspolicy.model.Statement;

/** What explanations call a statement. */
final class StatementNames {

  private StatementNames() {}

  /** The statement with its policy and layer. */
  static String of(StatementReport report) {
    DeterminingStatement one = report.determining();
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
