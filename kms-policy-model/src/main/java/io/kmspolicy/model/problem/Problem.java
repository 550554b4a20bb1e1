package io.kmspolicy.model.problem;

import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Quoting;

/**
 * A mistake in a text: its kind, its location, and the correction.
 *
 * @param code the kind of mistake
 * @param location the value, the member or the character that is wrong
 * @param message one line in lower case, with quotations of the text in back-ticks
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
