package io.kmspolicy.engine.value;

import java.util.List;

/**
 * A resource pattern cut into its fields once.
 *
 * @param whole the pattern
 * @param fields its parts between the first five colons
 */
public record ArnPattern(Glob whole, List<Glob> fields) {

  public static final int FIELDS = 6;

  public static ArnPattern of(Glob pattern) {
    return new ArnPattern(pattern, pattern.splitAtColons(FIELDS));
  }

  /** Where the sixth field begins, or a negative number if there are fewer. */
  public static int headerEnd(String text) {
    int at = -1;
    for (int field = 1; field < FIELDS; field++) {
      at = text.indexOf(':', at + 1);
      if (at < 0) {
        return -1;
      }
    }
    return at + 1;
  }

  /** Whether letter case and wildcards of a part of an ARN leave nothing open. */
  public static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c > 127 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return hasNoWildcard(text, from, to);
  }

  public static boolean hasNoWildcard(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '*' || text.charAt(i) == '?') {
        return false;
      }
    }
    return true;
  }
}
