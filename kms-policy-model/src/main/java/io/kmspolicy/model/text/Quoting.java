package io.kmspolicy.model.text;

import java.util.Locale;

/**
 * Text from outside as part of a message: on one line, without characters that a terminal acts on
 * or that are invisible, and not too long.
 */
public final class Quoting {

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
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Whether an element of {@link String#codePoints} is a surrogate without a partner. */
  public static boolean isUnpairedSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
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
