package io.kmspolicy.engine.report;

import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * The trace of one statement: how it matches a request, and why.
 *
 * @param match the match, merged over the cases of the permissions boundary
 * @param parts the elements that decide the result: all elements of a statement that applies; of a
 *     statement that does not apply, the first element that does not match, or all failed
 *     conditions; the indeterminate elements of a statement that may apply
 */
public record StatementTrace(StatementMatch match, List<ElementTrace> parts) {

  public StatementTrace {
    parts = List.copyOf(parts);
  }

  public MatchResult result() {
    return match.applies();
  }

  /** Whether the statement does not apply because of its action element alone. */
  public boolean isAboutOtherActions() {
    return result().isNoMatch() && parts.size() == 1 && parts.get(0).part().equals("action");
  }
}
