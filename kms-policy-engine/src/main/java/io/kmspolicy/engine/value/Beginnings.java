package io.kmspolicy.engine.value;

import org.jspecify.annotations.Nullable;

/**
 * Some parts of a text that begin at one place. A pattern such as {@code
 * key/${aws:PrincipalAccount}-*} matches a given key id with no other values. Immutable.
 *
 * @param text the text
 * @param from the index at which they begin
 * @param lengths their lengths, one bit each
 */
public record Beginnings(String text, int from, long lengths) {

  /**
   * The parts that are followed by what a pattern matches.
   *
   * @return null if there is none, or if the rest of the text is too long
   */
  static @Nullable Beginnings of(String text, int from, Glob rest) {
    int longest = text.length() - from;
    if (longest >= Long.SIZE) {
      return null;
    }
    long lengths = 0;
    for (int length = 0; length <= longest; length++) {
      if (rest.matches(text, from + length, text.length(), false)) {
        lengths |= 1L << length;
      }
    }
    return lengths == 0 ? null : new Beginnings(text, from, lengths);
  }

  /** Whether a value is one of the parts. */
  public boolean contain(String value) {
    int length = value.length();
    return length < Long.SIZE && (lengths >>> length & 1) != 0 && text.startsWith(value, from);
  }
}
