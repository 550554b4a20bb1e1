package io.kmspolicy.engine.report;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * How one statement matches a request, and why.
 *
 * @param match the match, the cases of the permissions boundary taken together
 * @param parts the parts that decide it: all of a statement that applies, the first that does not
 *     match of one that does not, the open ones of one that may
 */
public record StatementTrace(StatementMatch match, List<ElementTrace> parts) {

  public StatementTrace {
    parts = List.copyOf(parts);
  }

  public MatchResult result() {
    return match.applies();
  }

  /** Whether the statement is about other actions. */
  public boolean isAboutOtherActions() {
    return result().isImpossible() && parts.size() == 1 && parts.get(0).part().equals("action");
  }
}
