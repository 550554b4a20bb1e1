package io.kmspolicy.engine.value;

/**
 * A resource pattern with fewer than six fields (rule 2.3): a run that ends a segment may go on
 * past colons; any other run and {@code ?} stay inside their segment.
 */
public final class ShortArnMatcher {

  private ShortArnMatcher() {}

  /** Walks the text once and keeps the set of places in the pattern that it may have reached. */
  public static boolean matches(Glob pattern, String text) {
    boolean[] reached = new boolean[pattern.length() + 1];
    reached[0] = true;
    passRuns(pattern, reached);
    for (int i = 0; i < text.length(); i++) {
      reached = step(pattern, reached, text.charAt(i));
    }
    return reached[pattern.length()];
  }

  private static boolean[] step(Glob pattern, boolean[] reached, char c) {
    boolean[] next = new boolean[reached.length];
    for (int at = 0; at < pattern.length(); at++) {
      if (!reached[at]) {
        continue;
      }
      if (pattern.isRun(at)) {
        next[at] |= c != ':' || endsSegment(pattern, at);
      } else if (pattern.isAnyChar(at)) {
        next[at + 1] |= c != ':';
      } else {
        next[at + 1] |= pattern.isLiteral(at, c);
      }
    }
    passRuns(pattern, next);
    return next;
  }

  private static void passRuns(Glob pattern, boolean[] reached) {
    for (int at = 0; at < pattern.length(); at++) {
      if (reached[at] && pattern.isRun(at)) {
        reached[at + 1] = true;
      }
    }
  }

  private static boolean endsSegment(Glob pattern, int at) {
    return at + 1 == pattern.length() || pattern.isLiteral(at + 1, ':');
  }
}
