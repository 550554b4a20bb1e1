package io.kmspolicy.inputs.tree;

/** The escape sequences of JSON strings. */
final class Escapes {

  private static final int UNICODE = 6;
  private static final int SHORT = 2;

  private Escapes() {}

  /** The number of characters of a string's source that stand for one UTF-16 code unit. */
  static int lengthAt(String source, int offset) {
    if (offset >= source.length() || source.charAt(offset) != '\\') {
      return 1;
    }
    return offset + 1 < source.length() && source.charAt(offset + 1) == 'u' ? UNICODE : SHORT;
  }
}
