package io.kmspolicy.engine.value;

import java.util.List;

/**
 * A resource pattern, split into its fields.
 *
 * @param whole the whole pattern
 * @param fields its fields, separated by the first five colons
 */
public record ArnPattern(Glob whole, List<Glob> fields) {

  public static final int FIELDS = 6;

  public static ArnPattern of(Glob pattern) {
    return new ArnPattern(pattern, pattern.splitAtColons(FIELDS));
  }

  /** The start of the sixth field, or a negative number if there are fewer fields. */
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

  /**
   * Whether a part of an ARN pattern has neither wildcards, nor upper-case letters, nor characters
   * outside ASCII.
   */
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
