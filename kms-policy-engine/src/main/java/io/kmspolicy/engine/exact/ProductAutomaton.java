package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.Glob;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The product of the automata of several patterns: the subset construction of all of them at once,
 * computed on demand (Rabin, Scott 1959).
 *
 * <p>Representation: a state is a bit vector with one bit for each index of each pattern, the
 * patterns one after another; a transition is a shift and two masks per word, as in the Shift-And
 * algorithm (Baeza-Yates, Gonnet 1992). No character leads away from the last index of a pattern,
 * so a shift never crosses from one pattern into the next. The masks of all characters are made in
 * one pass over the indexes.
 *
 * <p>Invariant: states are closed under epsilon transitions.
 *
 * <p>References: M. O. Rabin, D. Scott, <i>Finite Automata and Their Decision Problems</i>, 1959;
 * R. Baeza-Yates, G. H. Gonnet, <i>A New Approach to Text Searching</i>, 1992.
 */
final class ProductAutomaton {

  private static final int[] NONE = {};

  private final int[] starts;
  private final int bits;

  /** The last indexes of the patterns that can match. */
  private final long[] ends;

  /** The indexes of {@code *}, from which the next index is reached without a character. */
  private final long[] runs;

  private final List<Character> alphabet;

  /** For each index, the numbers of the characters that do not all lead to the same state. */
  private final int[][] letters;

  /** By the number of the character. */
  private final Transition[] transitions;

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

    void add(Transition other) {
      for (int word = 0; word < moves.length; word++) {
        moves[word] |= other.moves[word];
        stays[word] |= other.stays[word];
      }
    }
  }

  /**
   * The product of some automata.
   *
   * @param alphabet the characters that it reads, in ascending order: all that some automaton
   *     distinguishes, with their variants if it ignores letter case, and another one
   */
  ProductAutomaton(List<GlobAutomaton> automata, List<Character> alphabet) {
    this.alphabet = List.copyOf(alphabet);
    this.starts = new int[automata.size()];
    int end = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end += automata.get(i).pattern().length() + 1;
    }
    this.bits = end;
    this.runs = new long[words()];
    this.ends = new long[words()];
    this.letters = new int[bits][];
    this.transitions = new Transition[alphabet.size()];
    Arrays.setAll(transitions, letter -> new Transition(words()));
    Wildcards wildcards = new Wildcards();
    for (int i = 0; i < starts.length; i++) {
      addIndexes(automata.get(i), starts[i], wildcards);
    }
    for (int letter = 0; letter < transitions.length; letter++) {
      wildcards.addTo(transitions[letter], alphabet.get(letter));
    }
  }

  private void addIndexes(GlobAutomaton automaton, int start, Wildcards wildcards) {
    Glob pattern = automaton.pattern();
    boolean isBeforeColons = automaton.arn();
    int colons = 0;
    for (int index = 0; index < pattern.length(); index++) {
      int bit = start + index;
      if (pattern.isRun(index) || pattern.isAnyChar(index)) {
        wildcards.add(bit, pattern.isRun(index), isBeforeColons);
        letters[bit] = isBeforeColons ? lettersOf(List.of(':')) : NONE;
      } else {
        addLiteral(bit, automaton.lettersAt(index));
        colons += pattern.literal(index) == ':' ? 1 : 0;
        isBeforeColons = automaton.arn() && colons < GlobAutomaton.ARN_COLONS;
      }
    }
    letters[start + pattern.length()] = NONE;
    if (automaton.canAccept()) {
      set(ends, start + pattern.length());
    }
  }

  /** The indexes of wildcards, which treat all characters alike but for colons. */
  private final class Wildcards {

    private final Transition all = new Transition(words());

    /** The wildcards that match no colon. */
    private final Transition limited = new Transition(words());

    void add(int bit, boolean isRun, boolean isBeforeColons) {
      Transition kind = isBeforeColons ? limited : all;
      set(isRun ? kind.stays : kind.moves, bit);
      if (isRun) {
        set(runs, bit);
      }
    }

    void addTo(Transition transition, char c) {
      transition.add(all);
      if (c != ':') {
        transition.add(limited);
      }
    }
  }

  private void addLiteral(int bit, List<Character> variants) {
    letters[bit] = lettersOf(variants);
    for (int letter : letters[bit]) {
      set(transitions[letter].moves, bit);
    }
  }

  /** The numbers of characters, as far as the alphabet contains them. */
  private int[] lettersOf(List<Character> characters) {
    return characters.stream()
        .mapToInt(c -> Collections.binarySearch(alphabet, c))
        .filter(letter -> letter >= 0)
        .toArray();
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

  /**
   * The numbers of the characters that do not all lead from a state to the same state. All other
   * characters lead to the same one.
   */
  BitSet letters(State state) {
    BitSet found = new BitSet(alphabet.size());
    for (int word = 0; word < state.words.length; word++) {
      for (long rest = state.words[word]; rest != 0; rest &= rest - 1) {
        for (int letter : letters[Long.SIZE * word + Long.numberOfTrailingZeros(rest)]) {
          found.set(letter);
        }
      }
    }
    return found;
  }

  /**
   * The state after a character.
   *
   * @param letter the number of the character
   */
  State next(State from, int letter) {
    long[] state = from.words;
    Transition transition = transitions[letter];
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

  /** Follows the epsilon transitions; more than once only for runs that follow one another. */
  private void close(long[] state) {
    boolean isClosed = false;
    while (!isClosed) {
      isClosed = true;
      long carry = 0;
      for (int word = 0; word < state.length; word++) {
        long skipped = state[word] & runs[word];
        long closed = state[word] | skipped << 1 | carry;
        carry = skipped >>> 63;
        isClosed &= (closed & ~state[word] & runs[word]) == 0;
        state[word] = closed;
      }
    }
  }

  /** The automata that accept in a state. */
  BitSet accepting(State state) {
    BitSet accepting = new BitSet(starts.length);
    for (int word = 0; word < ends.length; word++) {
      for (long rest = state.words[word] & ends[word]; rest != 0; rest &= rest - 1) {
        accepting.set(automaton(Long.SIZE * word + Long.numberOfTrailingZeros(rest)));
      }
    }
    return accepting;
  }

  /** The number of the automaton to which an index belongs. */
  private int automaton(int bit) {
    int found = Arrays.binarySearch(starts, bit);
    return found >= 0 ? found : -found - 2;
  }
}
