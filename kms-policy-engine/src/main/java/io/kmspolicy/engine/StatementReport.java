package io.kmspolicy.engine;

import java.util.List;

/**
 * How one statement matches a request, and why.
 *
 * @param match the match, the cases of the permissions boundary taken together
 * @param parts the parts that decide it: all of a statement that applies, the first that does not
 *     match of one that does not, the open ones of one that may
 */
record StatementReport(StatementMatch match, List<PartReport> parts) {

  StatementReport {
    parts = List.copyOf(parts);
  }

  MatchResult result() {
    return match.applies();
  }

  DeterminingStatement determining() {
    return new DeterminingStatement(
        match.type(), match.level(), match.policy().name(), match.statement());
  }

  /** Whether the statement is about other actions. */
  boolean isAboutOtherActions() {
    return result().isImpossible() && parts.size() == 1 && parts.get(0).part().equals("action");
  }
}
