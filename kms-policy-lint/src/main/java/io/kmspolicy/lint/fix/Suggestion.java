package io.kmspolicy.lint.fix;

import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * A smallest set of pieces with which the request is not denied any more.
 *
 * @param pieces the pieces, which are needed together
 * @param after the decision with them: allowed or indeterminate
 * @param open the condition keys and layers on which the decision then depends
 * @param namedByAws whether it changes the layer that AWS names
 */
public record Suggestion(
    List<Piece> pieces, Decision after, List<String> open, boolean namedByAws) {

  /** Copies the lists. */
  public Suggestion {
    pieces = List.copyOf(pieces);
    open = List.copyOf(open);
  }
}
