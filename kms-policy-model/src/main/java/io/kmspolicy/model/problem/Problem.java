package io.kmspolicy.model.problem;

import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Quoting;

/**
 * One mistake in a text: what kind, where, and what would be right.
 *
 * @param code the kind of mistake
 * @param location the value, the member or the character that is wrong
 * @param message one line in lower case, with the text's own words in back-ticks
 */
public record Problem(ProblemCode code, SourceLocation location, String message) {

  /** The problem as {@code source:line:column: message (at pointer)}. */
  @Override
  public String toString() {
    String pointer = location.pointer();
    String where = pointer.isEmpty() ? "" : " (at " + pointer + ")";
    return location + ": " + message + Quoting.oneLine(where);
  }
}
