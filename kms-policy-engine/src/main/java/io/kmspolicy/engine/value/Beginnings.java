package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Part;
import java.util.List;
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
   * The parts that are followed by what a pattern matches. The pattern is read once, from its end:
   * of each of its parts, one bit for each place at which the rest of the text matches.
   *
   * @param pattern the parts of the pattern; literals and wildcards
   * @return null if there is none, or if the rest of the text is too long
   */
  static @Nullable Beginnings of(String text, int from, List<Part> pattern) {
    int longest = text.length() - from;
    if (longest >= Long.SIZE) {
      return null;
    }
    long places = 1L << longest;
    for (int i = pattern.size() - 1; i >= 0 && places != 0; i--) {
      places = before(pattern.get(i), places, text, from);
    }
    return places == 0 ? null : new Beginnings(text, from, places);
  }

  /** The places from which a part of the pattern leads to one of these. */
  private static long before(Part part, long places, String text, int from) {
    if (part instanceof Part.Literal literal) {
      int length = literal.text().length();
      long found = 0;
      for (long left = places; left != 0; left &= left - 1) {
        int place = Long.numberOfTrailingZeros(left) - length;
        if (place >= 0 && text.startsWith(literal.text(), from + place)) {
          found |= 1L << place;
        }
      }
      return found;
    }
    return part instanceof Part.AnyChar
        ? places >>> 1
        : -1L >>> Long.numberOfLeadingZeros(places); // a run of any length
  }

  /** Whether a value is one of the parts. */
  public boolean contain(String value) {
    int length = value.length();
    return length < Long.SIZE && (lengths >>> length & 1) != 0 && text.startsWith(value, from);
  }
}
