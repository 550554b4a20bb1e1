package io.kmspolicy.inputs.tree;

import java.util.Arrays;

/** Lines and columns of a text. Columns count code points. Immutable. */
final class TextPositions {

  private final String text;
  private final int[] lineStarts;

  TextPositions(String text) {
    this.text = text;
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (ends) {
        starts = lines == starts.length ? Arrays.copyOf(starts, 2 * lines) : starts;
        starts[lines++] = i + 1;
      }
    }
    this.lineStarts = Arrays.copyOf(starts, lines);
  }

  /** The place of the character at an offset in UTF-16 code units, without a pointer. */
  Place at(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    int end = Math.min(offset, text.length());
    return new Place("", line + 1, text.codePointCount(lineStarts[line], end) + 1);
  }

  /** The offset of a line, counted from 0. */
  int lineStart(int line) {
    return lineStarts[Math.min(line, lineStarts.length - 1)];
  }

  /** The number of lines. */
  int lines() {
    return lineStarts.length;
  }
}
