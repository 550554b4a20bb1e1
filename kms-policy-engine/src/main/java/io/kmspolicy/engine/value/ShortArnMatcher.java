package io.kmspolicy.engine.value;

/**
 * Matches resource patterns with fewer than six fields (rule 2.3): a {@code *} at the end of a
 * segment matches across colons; any other {@code *}, and {@code ?}, match within their segment.
 * Simulates the nondeterministic automaton of the pattern (Thompson 1968).
 */
public final class ShortArnMatcher {

  private ShortArnMatcher() {}

  /**
   * Reads the text once and keeps the set of reachable states, which are indexes of the pattern.
   *
   * @param arn an ARN as AWS writes it, in lower case before the resource
   * @param ignoreCase whether letter case counts in the last part only (rule 2.4)
   */
  public static boolean matches(Glob pattern, String arn, boolean ignoreCase) {
    int header = ignoreCase ? ArnPattern.headerEnd(arn) : 0;
    boolean[] reached = new boolean[pattern.length() + 1];
    reached[0] = true;
    skipRuns(pattern, reached);
    for (int i = 0; i < arn.length(); i++) {
      reached = step(pattern, reached, arn.charAt(i), i < header);
    }
    return reached[pattern.length()];
  }

  private static boolean[] step(Glob pattern, boolean[] reached, char c, boolean ignoreCase) {
    boolean[] next = new boolean[reached.length];
    for (int state = 0; state < pattern.length(); state++) {
      if (!reached[state]) {
        continue;
      }
      if (pattern.isRun(state)) {
        next[state] |= c != ':' || endsSegment(pattern, state);
      } else if (pattern.isAnyChar(state)) {
        next[state + 1] |= c != ':';
      } else {
        next[state + 1] |= pattern.isLiteral(state, c, ignoreCase);
      }
    }
    skipRuns(pattern, next);
    return next;
  }

  private static void skipRuns(Glob pattern, boolean[] reached) {
    for (int state = 0; state < pattern.length(); state++) {
      if (reached[state] && pattern.isRun(state)) {
        reached[state + 1] = true;
      }
    }
  }

  private static boolean endsSegment(Glob pattern, int state) {
    return state + 1 == pattern.length() || pattern.isLiteral(state + 1, ':');
  }
}
