package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.Glob;
import java.util.BitSet;

/**
 * A test of one text that the policies make, as a machine that reads the text character by
 * character: the state is the set of places in the pattern that may have been reached.
 *
 * @param pattern the pattern
 * @param ignoreCase whether letter case counts
 * @param arn whether the pattern is matched field by field, as ARNs are (rule 2.15)
 */
record GlobAutomaton(Glob pattern, boolean ignoreCase, boolean arn) {

  private static final int ARN_COLONS = 5;

  BitSet start() {
    BitSet state = new BitSet(pattern.length() + 1);
    state.set(0);
    passRuns(state);
    return state;
  }

  BitSet next(BitSet state, char c) {
    BitSet next = new BitSet(pattern.length() + 1);
    for (int at = state.nextSetBit(0); at >= 0; at = state.nextSetBit(at + 1)) {
      if (at == pattern.length()) {
        break;
      }
      if (pattern.isRun(at)) {
        if (mayTake(at, c)) {
          next.set(at);
        }
      } else if (pattern.isAnyChar(at) ? mayTake(at, c) : takes(at, c)) {
        next.set(at + 1);
      }
    }
    passRuns(next);
    return next;
  }

  boolean accepts(BitSet state) {
    return state.get(pattern.length()) && (!arn || colonsBefore(pattern.length()) >= ARN_COLONS);
  }

  private boolean takes(int at, char c) {
    char literal = pattern.literal(at);
    return literal == c || (ignoreCase && Glob.equalIgnoringCase(literal, c));
  }

  private boolean mayTake(int at, char c) {
    return !arn || c != ':' || colonsBefore(at) >= ARN_COLONS;
  }

  private int colonsBefore(int end) {
    int colons = 0;
    for (int i = 0; i < end; i++) {
      if (pattern.isLiteral(i, ':')) {
        colons++;
      }
    }
    return colons;
  }

  private void passRuns(BitSet state) {
    for (int at = state.nextSetBit(0);
        at >= 0 && at < pattern.length();
        at = state.nextSetBit(at + 1)) {
      if (pattern.isRun(at)) {
        state.set(at + 1);
      }
    }
  }
}
