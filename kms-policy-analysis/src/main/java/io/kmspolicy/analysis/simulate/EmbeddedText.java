package io.kmspolicy.analysis.simulate;

import io.kmspolicy.model.json.Escapes;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.problem.Problem;

/**
 * A JSON text inside a JSON string. Maps positions of the inner text to columns of the file, taking
 * account of escape sequences.
 */
final class EmbeddedText {

  private final String text;
  private final int column;
  private final String raw;

  /**
   * The text of a string in a file.
   *
   * @param file the lines of the file
   * @param string the string
   */
  EmbeddedText(String[] file, JsonTree.Scalar string) {
    this.text = string.text();
    this.column = string.column();
    // A JSON string cannot contain a raw line break, so it is on one line.
    this.raw = file[string.line() - 1];
  }

  /** The message for a problem of the inner text, without its line and column. */
  static String message(Problem problem, String pointer) {
    String inner = problem.location().pointer();
    return problem.message()
        + " (at "
        + pointer
        + (inner.isEmpty() ? "" : ", and there at " + inner)
        + ")";
  }

  /** The column in the file of a position in the text. */
  int columnOf(int innerLine, int innerColumn) {
    int target = offset(innerLine, innerColumn);
    return Escapes.offsets(raw, column, target)[target] + 1;
  }

  private int offset(int innerLine, int innerColumn) {
    int start = 0;
    for (int i = 1; i < innerLine; i++) {
      start = text.indexOf('\n', start) + 1;
    }
    return Math.min(text.length(), start + Math.max(0, innerColumn - 1));
  }
}
