package io.kmspolicy.engine.value;

import java.util.Arrays;

/**
 * Matches resource patterns with fewer than six fields (rule 2.3): a {@code *} at the end of a
 * segment matches across colons; any other {@code *}, and {@code ?}, match within their segment.
 * Simulates the nondeterministic automaton of the pattern (Thompson 1968).
 */
public final class ShortArnMatcher {

  /** A state that a character does not lead out of. */
  private static final int NONE = -1;

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
    boolean[] next = new boolean[reached.length];
    reached[0] = true;
    skipRuns(pattern, reached);
    for (int i = 0; i < arn.length(); i++) {
      if (!step(pattern, reached, arn.charAt(i), i < header, next)) {
        return false;
      }
      boolean[] free = reached;
      reached = next;
      next = free;
    }
    return reached[pattern.length()];
  }

  /**
   * Writes the states that a character leads to into {@code next}; returns whether there are any.
   */
  private static boolean step(
      Glob pattern, boolean[] reached, char c, boolean ignoreCase, boolean[] next) {
    Arrays.fill(next, false);
    boolean any = false;
    for (int state = 0; state < pattern.length(); state++) {
      int to = reached[state] ? target(pattern, state, c, ignoreCase) : NONE;
      if (to != NONE) {
        next[to] = true;
        any = true;
      }
    }
    skipRuns(pattern, next);
    return any;
  }

  private static int target(Glob pattern, int state, char c, boolean ignoreCase) {
    if (pattern.isRun(state)) {
      return c != ':' || endsSegment(pattern, state) ? state : NONE;
    }
    boolean accepts = pattern.isAnyChar(state) ? c != ':' : pattern.isLiteral(state, c, ignoreCase);
    return accepts ? state + 1 : NONE;
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
