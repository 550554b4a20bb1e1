package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.Glob;
import java.util.BitSet;

/**
 * The automaton of a glob pattern: the subset construction of its nondeterministic automaton,
 * computed on demand (Thompson 1968).
 *
 * <p>Representation: a state of the nondeterministic automaton is an index in the pattern, and a
 * state of this automaton is the set of reachable indexes. {@code *} stays at its index or is
 * skipped (an epsilon transition, see {@code addEpsilonClosure}). In ARN mode, wildcards do not
 * match the first five colons.
 *
 * <p>Invariants: immutable; states are closed under epsilon transitions; a state that contains the
 * length of the pattern is accepting, in ARN mode only if the pattern has five colons.
 *
 * <p>Why not {@link Glob#matches}: the classes of several patterns need their product automaton
 * ({@link StringEquivalenceClasses}), that is, states that can be compared. Why not regular
 * expressions or derivatives: globs have no nesting, so an index is a complete state.
 *
 * <p>References: K. Thompson, <i>Regular Expression Search Algorithm</i>, 1968; M. O. Rabin, D.
 * Scott, <i>Finite Automata and Their Decision Problems</i>, 1959.
 *
 * @param pattern the pattern
 * @param ignoreCase whether letter case is ignored
 * @param arn whether the pattern is matched field by field, as an ARN (rule 2.15)
 */
record GlobAutomaton(Glob pattern, boolean ignoreCase, boolean arn) {

  private static final int ARN_COLONS = 5;

  BitSet start() {
    BitSet state = new BitSet(pattern.length() + 1);
    state.set(0);
    addEpsilonClosure(state);
    return state;
  }

  BitSet next(BitSet state, char c) {
    BitSet next = new BitSet(pattern.length() + 1);
    for (int index = state.nextSetBit(0); index >= 0; index = state.nextSetBit(index + 1)) {
      if (index == pattern.length()) {
        break;
      }
      if (pattern.isRun(index)) {
        if (wildcardMatches(index, c)) {
          next.set(index);
        }
      } else if (pattern.isAnyChar(index) ? wildcardMatches(index, c) : matchesLiteral(index, c)) {
        next.set(index + 1);
      }
    }
    addEpsilonClosure(next);
    return next;
  }

  boolean accepts(BitSet state) {
    return state.get(pattern.length()) && (!arn || colonsBefore(pattern.length()) >= ARN_COLONS);
  }

  private boolean matchesLiteral(int index, char c) {
    char literal = pattern.literal(index);
    return literal == c || (ignoreCase && Glob.equalIgnoringCase(literal, c));
  }

  private boolean wildcardMatches(int index, char c) {
    return !arn || c != ':' || colonsBefore(index) >= ARN_COLONS;
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

  private void addEpsilonClosure(BitSet state) {
    for (int index = state.nextSetBit(0);
        index >= 0 && index < pattern.length();
        index = state.nextSetBit(index + 1)) {
      if (pattern.isRun(index)) {
        state.set(index + 1);
      }
    }
  }
}
