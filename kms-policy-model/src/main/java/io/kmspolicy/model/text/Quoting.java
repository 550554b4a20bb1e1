package io.kmspolicy.model.text;

import java.util.Arrays;
import java.util.Locale;

/**
 * Text from outside as part of a message: on one line, without characters that a terminal acts on
 * or that are invisible, and not too long.
 */
public final class Quoting {

  /**
   * The unsafe characters of Unicode 17, which are not those of every Java: for each range the
   * first character and the one behind the last. Unpaired surrogates are among them.
   */
  private static final int[] UNSAFE = {
    0x0, 0x20, 0x7f, 0xa0, 0xad, 0xae, 0x600, 0x606, 0x61c, 0x61d, 0x6dd, 0x6de, 0x70f, 0x710,
    0x890, 0x892, 0x8e2, 0x8e3, 0x180e, 0x180f, 0x200b, 0x2010, 0x2028, 0x202f, 0x2060, 0x2065,
    0x2066, 0x2070, 0xd800, 0xe000, 0xfeff, 0xff00, 0xfff9, 0xfffc, 0x110bd, 0x110be, 0x110cd,
    0x110ce, 0x13430, 0x13440, 0x1bca0, 0x1bca4, 0x1d173, 0x1d17b, 0xe0001, 0xe0002, 0xe0020,
    0xe0080
  };

  private static final int MAX_QUOTED = 80;
  private static final int MAX_MESSAGE = 600;

  private Quoting() {}

  /** The complete text in back-ticks, with unsafe characters as escapes. */
  public static String quote(String text) {
    return "`" + escape(text) + "`";
  }

  /** The text in back-ticks, with unsafe characters as escapes and cut after 80 characters. */
  public static String quoteShort(String text) {
    return quote(shorten(text, MAX_QUOTED));
  }

  /** A message on one line: unsafe characters are escapes, and it is cut after 600 characters. */
  public static String oneLine(String message) {
    return escape(shorten(message, MAX_MESSAGE));
  }

  /**
   * The text on one line: each {@linkplain #isUnsafe unsafe} character is a JSON escape, a line
   * break {@code \n}.
   */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                escaped.append("\\n");
              } else if (isUnsafe(c)) {
                appendEscape(escaped, c);
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /**
   * Whether a character can change the meaning of output around it: control characters, line and
   * paragraph separators, format characters (which reverse the direction of text or are invisible),
   * and surrogates without a partner, which have no encoding.
   */
  public static boolean isUnsafe(int codePoint) {
    int found = Arrays.binarySearch(UNSAFE, codePoint);
    int behind = found >= 0 ? found + 1 : -found - 1; // the number of bounds up to the character
    return behind % 2 == 1;
  }

  /** Appends the JSON escape of a character: four hexadecimal digits for each UTF-16 unit. */
  public static void appendEscape(StringBuilder text, int codePoint) {
    for (char unit : Character.toChars(codePoint)) {
      text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
    }
  }

  /** The text, or its beginning and an ellipsis if it is longer than {@code length}. */
  public static String shorten(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }
}
