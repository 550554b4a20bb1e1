package io.kmspolicy.engine;

import io.kmspolicy.model.Decision;
import java.util.List;

/**
 * A decision with its reasons. Immutable.
 *
 * @param decision the decision
 * @param determiningStatements the statements that settled it; empty for an implicit denial
 */
public record Explanation(Decision decision, List<DeterminingStatement> determiningStatements) {

  /** Copies the list. */
  public Explanation {
    determiningStatements = List.copyOf(determiningStatements);
  }
}
