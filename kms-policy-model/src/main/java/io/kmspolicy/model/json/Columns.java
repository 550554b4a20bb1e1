package io.kmspolicy.model.json;

/**
 * Columns in characters of offsets in one text; a surrogate pair is one column. Offsets of one line
 * that are asked in ascending order count each character once. Not thread-safe.
 */
final class Columns {

  private final String text;
  private int lineStart = -1;
  private int offset;
  private int column;
  private long counted;

  Columns(String text) {
    this.text = text;
  }

  /**
   * The column of an offset.
   *
   * @param start the offset at which its line begins
   */
  int of(int start, int at) {
    if (start != lineStart || at < offset) {
      lineStart = start;
      offset = start;
      column = 1;
    }
    column += text.codePointCount(offset, at);
    counted += at - offset;
    offset = at;
    return column;
  }

  /** How many characters were gone through. */
  long counted() {
    return counted;
  }
}
