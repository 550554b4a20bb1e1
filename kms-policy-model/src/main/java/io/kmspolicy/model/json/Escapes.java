package io.kmspolicy.model.json;

/** The escape sequences of JSON strings. */
public final class Escapes {

  private static final int UNICODE = 6;
  private static final int SHORT = 2;

  private Escapes() {}

  /**
   * The offsets of the code units of a string, and of its end.
   *
   * @param source the text with the string
   * @param start the offset behind the quote that opens the string
   * @param length the number of UTF-16 code units of the string
   */
  public static int[] offsets(CharSequence source, int start, int length) {
    int[] offsets = new int[length + 1];
    int at = start;
    for (int i = 0; i < length; i++) {
      offsets[i] = at;
      at += lengthAt(source, at);
    }
    offsets[length] = at;
    return offsets;
  }

  private static int lengthAt(CharSequence source, int offset) {
    if (offset >= source.length() || source.charAt(offset) != '\\') {
      return 1;
    }
    return offset + 1 < source.length() && source.charAt(offset + 1) == 'u' ? UNICODE : SHORT;
  }
}
