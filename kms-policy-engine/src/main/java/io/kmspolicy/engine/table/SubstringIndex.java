package io.kmspolicy.engine.table;

import io.kmspolicy.engine.value.Glob;
import java.util.Arrays;
import java.util.List;

/**
 * A filter that proposes, for a text, the globs that may match it: a q-gram index. Each glob is
 * filed under one substring that every matching text contains. A lookup reads the substrings of the
 * text and proposes the globs that are filed under them, so its cost does not depend on the number
 * of globs that are filed elsewhere.
 *
 * <p>Representation: a substring has up to {@value #LENGTH} characters and is stored as a hash; a
 * collision only proposes one glob too many. A glob is filed under the rarest substring among those
 * of all globs, which are counted first; the last one if several are as rare, because the ends of
 * ARNs differ most. The start and the end of a text count as characters. Letter case is ignored, as
 * in the first fields of an ARN (rule 2.4). A glob without a literal character is always proposed.
 *
 * <p>Invariants: each glob is filed once; the number of counters is bounded. Immutable.
 *
 * <p>Why not an automaton: the product of many globs grows exponentially. Why not tries for
 * prefixes and suffixes: a wildcard may be anywhere in an ARN.
 *
 * <p>Reference: E. Ukkonen, <i>Approximate String-Matching with q-Grams and Maximal Matches</i>,
 * 1992.
 */
final class SubstringIndex {

  /** Long enough that 10,000 key ids share few substrings. */
  private static final int LENGTH = 6;

  private static final char WILD = '\u0000';
  private static final char START = '\u0002';
  private static final char END = '\u0003';
  private static final int MAX_COUNTERS = 1 << 18;
  private static final int MIX = 0x9E3779B1;
  private static final int[] NONE = {};

  /**
   * A glob to be filed.
   *
   * @param glob the pattern
   * @param isWhole whether the end of the glob must match the end of the text
   */
  record Entry(Glob glob, boolean isWhole) {

    /** The literal characters, with {@link #WILD} for each wildcard. */
    char[] chars() {
      char[] chars = new char[glob.length() + 2];
      chars[0] = START;
      for (int i = 0; i < glob.length(); i++) {
        boolean wild = glob.isRun(i) || glob.isAnyChar(i);
        chars[i + 1] = wild ? WILD : Glob.fold(glob.literal(i));
      }
      chars[chars.length - 1] = isWhole ? END : WILD;
      return chars;
    }
  }

  /** Receives the indexes of globs. */
  @FunctionalInterface
  interface Proposed {
    void accept(int glob);
  }

  /** The hashes of substrings, by linear probing; 0 is a free slot. */
  private final int[] hashes;

  /** The globs that are filed under the hash of the same slot. */
  private final int[][] filed;

  private int[] always = NONE;

  /** The lengths of the substrings, one bit each. */
  private int lengths;

  private SubstringIndex(int globs) {
    int size = Integer.highestOneBit(Math.max(globs, 1)) << 2;
    this.hashes = new int[size];
    this.filed = new int[size][];
  }

  static SubstringIndex of(List<Entry> entries) {
    int[] counters = counters(entries);
    SubstringIndex index = new SubstringIndex(entries.size());
    for (int glob = 0; glob < entries.size(); glob++) {
      index.file(glob, entries.get(glob).chars(), counters);
    }
    return index;
  }

  /** The number of globs with each substring, by the low bits of its hash. */
  private static int[] counters(List<Entry> entries) {
    int size = Math.min(MAX_COUNTERS, Integer.highestOneBit(entries.size()) << 6);
    int[] counters = new int[size];
    for (Entry entry : entries) {
      char[] chars = entry.chars();
      for (int at = 0; at < chars.length; at++) {
        int length = substringAt(chars, at);
        if (length > 0) {
          counters[hash(chars, at, length) & (size - 1)]++;
        }
      }
    }
    return counters;
  }

  /**
   * The length of the substring at an index: {@link #LENGTH}, or that of a shorter literal part of
   * which this is the start; 0 if there is none.
   */
  private static int substringAt(char[] chars, int at) {
    int length = 0;
    while (length < LENGTH && at + length < chars.length && chars[at + length] != WILD) {
      length++;
    }
    boolean isPartStart = at == 0 || chars[at - 1] == WILD;
    boolean isMarkOnly = length == 1 && (chars[at] == START || chars[at] == END);
    return (length == LENGTH || isPartStart) && !isMarkOnly ? length : 0;
  }

  private void file(int glob, char[] chars, int[] counters) {
    int best = -1;
    int bestCount = Integer.MAX_VALUE;
    for (int at = 0; at < chars.length; at++) {
      int length = substringAt(chars, at);
      if (length > 0) {
        int count = counters[hash(chars, at, length) & (counters.length - 1)];
        if (count <= bestCount) {
          best = at;
          bestCount = count;
        }
      }
    }
    if (best < 0) {
      always = append(always, glob);
      return;
    }
    int length = substringAt(chars, best);
    lengths |= 1 << length;
    int slot = slot(hash(chars, best, length));
    hashes[slot] = hash(chars, best, length);
    filed[slot] = append(filed[slot] == null ? NONE : filed[slot], glob);
  }

  /** Passes the globs that may match a text to a receiver; one twice only if hashes collide. */
  void find(String text, Proposed proposed) {
    for (int glob : always) {
      proposed.accept(glob);
    }
    char[] chars = marked(text);
    for (int at = 0; at < chars.length; at++) {
      int hash = 0;
      for (int length = 1; length <= LENGTH && at + length <= chars.length; length++) {
        hash = step(hash, chars[at + length - 1]);
        if ((lengths >>> length & 1) != 0) {
          propose(finish(hash), chars, at, length, proposed);
        }
      }
    }
  }

  private void propose(int hash, char[] chars, int at, int length, Proposed proposed) {
    int[] globs = filed[slot(hash)];
    if (globs != null && !occursBefore(chars, at, length, hash)) {
      for (int glob : globs) {
        proposed.accept(glob);
      }
    }
  }

  private static boolean occursBefore(char[] chars, int at, int length, int hash) {
    for (int earlier = 0; earlier < at; earlier++) {
      if (hash(chars, earlier, length) == hash) {
        return true;
      }
    }
    return false;
  }

  private static char[] marked(String text) {
    char[] chars = new char[text.length() + 2];
    chars[0] = START;
    for (int i = 0; i < text.length(); i++) {
      chars[i + 1] = Glob.fold(text.charAt(i));
    }
    chars[chars.length - 1] = END;
    return chars;
  }

  private static int hash(char[] chars, int at, int length) {
    int hash = 0;
    for (int i = at; i < at + length; i++) {
      hash = step(hash, chars[i]);
    }
    return finish(hash);
  }

  private static int step(int hash, char c) {
    return (hash + c + 1) * MIX;
  }

  /** The hash of a substring; never 0. */
  private static int finish(int hash) {
    int mixed = hash ^ (hash >>> 15);
    return mixed == 0 ? 1 : mixed;
  }

  /** The slot of a hash, or the free slot where it would be inserted. */
  private int slot(int hash) {
    int mask = hashes.length - 1;
    int slot = hash & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] append(int[] globs, int glob) {
    int[] grown = Arrays.copyOf(globs, globs.length + 1);
    grown[globs.length] = glob;
    return grown;
  }
}
