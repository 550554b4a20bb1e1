package io.kmspolicy.engine.exact;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The product of the automata of several patterns: the subset construction of all of them at once,
 * computed on demand (Rabin, Scott 1959).
 *
 * <p>Representation: a state is a bit vector with one bit for each index of each pattern, the
 * patterns one after another; a transition is a shift and two masks per word, as in the Shift-And
 * algorithm (Baeza-Yates, Gonnet 1992). No character leads away from the last index of a pattern,
 * so a shift never crosses from one pattern into the next.
 *
 * <p>Invariant: states are closed under epsilon transitions.
 *
 * <p>References: M. O. Rabin, D. Scott, <i>Finite Automata and Their Decision Problems</i>, 1959;
 * R. Baeza-Yates, G. H. Gonnet, <i>A New Approach to Text Searching</i>, 1992.
 */
final class ProductAutomaton {

  private final List<GlobAutomaton> automata;
  private final int[] starts;
  private final int bits;

  /** The indexes of {@code *}, from which the next index is reached without a character. */
  private final long[] runs;

  private final Map<Character, Transition> transitions = new HashMap<>();

  /** A state: the indexes that are reached in each pattern. */
  static final class State {

    private final long[] words;

    private State(long[] words) {
      this.words = words;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  /** The transitions on one character. */
  private static final class Transition {

    /** The indexes from which the character leads to the next index. */
    private final long[] moves;

    /** The indexes at which the character stays. */
    private final long[] stays;

    Transition(int words) {
      this.moves = new long[words];
      this.stays = new long[words];
    }
  }

  ProductAutomaton(List<GlobAutomaton> automata) {
    this.automata = List.copyOf(automata);
    this.starts = new int[automata.size()];
    int end = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end += automata.get(i).pattern().length() + 1;
    }
    this.bits = end;
    this.runs = new long[words()];
    for (int i = 0; i < starts.length; i++) {
      for (int index = 0; index < automata.get(i).pattern().length(); index++) {
        if (automata.get(i).pattern().isRun(index)) {
          set(runs, starts[i] + index);
        }
      }
    }
  }

  private static void set(long[] vector, int bit) {
    vector[bit >>> 6] |= 1L << bit;
  }

  /** The length of a state in words. */
  int words() {
    return (bits >>> 6) + 1;
  }

  /** The number of indexes of all patterns. */
  static long size(Collection<GlobAutomaton> automata) {
    long size = 0;
    for (GlobAutomaton automaton : automata) {
      size += automaton.pattern().length() + 1;
    }
    return size;
  }

  State start() {
    long[] state = new long[words()];
    for (int start : starts) {
      set(state, start);
    }
    close(state);
    return new State(state);
  }

  State next(State from, char c) {
    long[] state = from.words;
    Transition transition = transitions.computeIfAbsent(c, this::transition);
    long[] next = new long[state.length];
    long carry = 0;
    for (int word = 0; word < state.length; word++) {
      long moved = state[word] & transition.moves[word];
      next[word] = moved << 1 | carry | (state[word] & transition.stays[word]);
      carry = moved >>> 63;
    }
    close(next);
    return new State(next);
  }

  private Transition transition(char c) {
    Transition transition = new Transition(words());
    for (int i = 0; i < starts.length; i++) {
      GlobAutomaton automaton = automata.get(i);
      for (int index = 0; index < automaton.pattern().length(); index++) {
        if (automaton.moves(index, c)) {
          set(transition.moves, starts[i] + index);
        } else if (automaton.stays(index, c)) {
          set(transition.stays, starts[i] + index);
        }
      }
    }
    return transition;
  }

  /** Follows the epsilon transitions; more than once only for runs that follow one another. */
  private void close(long[] state) {
    boolean changed = true;
    while (changed) {
      changed = false;
      long carry = 0;
      for (int word = 0; word < state.length; word++) {
        long skipped = state[word] & runs[word];
        long closed = state[word] | skipped << 1 | carry;
        carry = skipped >>> 63;
        changed |= closed != state[word];
        state[word] = closed;
      }
    }
  }

  /** The automata that accept in a state. */
  BitSet accepting(State state) {
    BitSet accepting = new BitSet(starts.length);
    for (int i = 0; i < starts.length; i++) {
      int end = starts[i] + automata.get(i).pattern().length();
      boolean reached = (state.words[end >>> 6] >>> end & 1) != 0;
      accepting.set(i, reached && automata.get(i).canAccept());
    }
    return accepting;
  }
}
