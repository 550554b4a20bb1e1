package io.kmspolicy.inputs.tree;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Lines and columns of a text. Columns count code points. The text is read once; a position then
 * takes a few binary searches, also in a text of one long line. Immutable.
 */
final class TextPositions {

  private final int length;
  private final int[] lineStarts;

  /** The offsets of the second code units of characters that have two. */
  private final int[] lowSurrogates;

  TextPositions(CharSequence text) {
    this.length = text.length();
    IntStream.Builder starts = IntStream.builder().add(0);
    IntStream.Builder lows = IntStream.builder();
    char before = ' ';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        starts.add(i + 1);
      } else if (before == '\r') {
        starts.add(i);
      }
      if (Character.isSurrogatePair(before, c)) {
        lows.add(i);
      }
      before = c;
    }
    this.lineStarts = starts.build().toArray();
    this.lowSurrogates = lows.build().toArray();
  }

  /** The place of the character at an offset in UTF-16 code units, without a pointer. */
  Place at(int offset) {
    int end = Math.min(offset, length);
    int line = notAfter(lineStarts, end) - 1;
    int start = lineStarts[line];
    int pairs = notAfter(lowSurrogates, end - 1) - notAfter(lowSurrogates, start - 1);
    return new Place("", line + 1, end - start - pairs + 1);
  }

  /** How many of some ascending values are at most a limit. */
  private static int notAfter(int[] values, int limit) {
    int found = Arrays.binarySearch(values, limit);
    return found >= 0 ? found + 1 : -found - 1;
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
