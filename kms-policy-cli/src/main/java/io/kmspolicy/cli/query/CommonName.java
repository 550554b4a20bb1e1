package io.kmspolicy.cli.query;

import java.util.HashSet;
import java.util.Set;

/** A text that two patterns match; the wildcards are {@code *} and {@code ?}. */
final class CommonName {

  /** What a wildcard matches if no text is asked for. */
  private static final char FILLER = 'x';

  private final String one;
  private final String other;
  private final Set<Integer> seen = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  private CommonName(String one, String other) {
    this.one = one;
    this.other = other;
  }

  /** A text that both match; empty if there is none. For one pattern, each wildcard has a text. */
  static String of(String one, String other) {
    if (one.equals(other)) {
      return one.replace('*', FILLER).replace('?', FILLER);
    }
    CommonName common = new CommonName(one, other);
    return common.isFound(0, 0) ? common.text.toString() : "";
  }

  private boolean isFound(int i, int j) {
    if (i == one.length() && j == other.length()) {
      return true;
    }
    if (!seen.add(i * (other.length() + 1) + j)) {
      return false;
    }
    boolean run = i < one.length() && one.charAt(i) == '*';
    boolean otherRun = j < other.length() && other.charAt(j) == '*';
    if ((run && isFound(i + 1, j)) || (otherRun && isFound(i, j + 1))) {
      return true;
    }
    if (i == one.length() || j == other.length() || (run && otherRun)) {
      return false;
    }
    char next = one.charAt(i);
    char otherNext = other.charAt(j);
    if (!isWild(next) && !isWild(otherNext) && next != otherNext) {
      return false;
    }
    text.append(!isWild(next) ? next : isWild(otherNext) ? FILLER : otherNext);
    if (isFound(run ? i : i + 1, otherRun ? j : j + 1)) {
      return true;
    }
    text.setLength(text.length() - 1);
    return false;
  }

  private static boolean isWild(char c) {
    return c == '*' || c == '?';
  }
}
