package io.kmspolicy.engine.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Matches a glob pattern in bounded time, where {@link Glob#matches} would read the text too often.
 * Matching is greedy: each segment between two {@code *} takes its first occurrence after the
 * segment before it, and the last segment must end the text.
 *
 * <p>A segment without {@code ?} is searched by the algorithm of Knuth, Morris and Pratt, so all
 * such segments together take time linear in pattern and text. A segment with {@code ?} is searched
 * bit-parallel: the set of its possible starts, one bit per character of the text, is intersected
 * with the positions of each of its characters (as in the Shift-And algorithm of Baeza-Yates and
 * Gonnet, with the bits along the text). This takes the product of the length of the segment and
 * the number of its possible starts, divided by 64: less than the product of segment and text.
 * Characters that are rare in the text have a list of positions instead of a bit set, so the memory
 * is linear in the text.
 *
 * <p>References: D. E. Knuth, J. H. Morris, V. R. Pratt, <i>Fast Pattern Matching in Strings</i>,
 * 1977; R. Baeza-Yates, G. H. Gonnet, <i>A New Approach to Text Searching</i>, 1992.
 *
 * <p>Not thread-safe.
 */
final class GlobSearch {

  private static final int NONE = -1;

  private final int[] codes;
  private final String text;
  private final int from;
  private final int to;
  private final boolean ignoreCase;

  /** The positions of each character of the text; null before the first use. */
  private @Nullable PositionIndex positions;

  private long steps;

  /**
   * A search of the text from one index to another.
   *
   * @param codes the elements of the pattern, as {@link Glob} represents them
   */
  GlobSearch(int[] codes, String text, int from, int to, boolean ignoreCase) {
    this.codes = codes;
    this.text = text;
    this.from = from;
    this.to = to;
    this.ignoreCase = ignoreCase;
  }

  /** The ascending positions of one character, relative to the start of the search. */
  private static final class Positions {

    private int[] sorted = new int[4];
    private int count;
    private long @Nullable [] bits;

    void add(int position) {
      if (count == sorted.length) {
        sorted = Arrays.copyOf(sorted, 2 * count);
      }
      sorted[count++] = position;
    }

    long[] bits(int words) {
      long[] known = bits;
      if (known == null) {
        known = new long[words];
        for (int i = 0; i < count; i++) {
          known[sorted[i] >> 6] |= 1L << sorted[i];
        }
        bits = known;
      }
      return known;
    }
  }

  /** The positions of all characters of a text. ASCII characters have an array, without hashing. */
  private static final class PositionIndex {

    private static final int ASCII = 128;

    private final @Nullable Positions[] ascii = new @Nullable Positions[ASCII];
    private final Map<Character, Positions> others = new HashMap<>();

    void add(char c, int position) {
      Positions known = get(c);
      if (known == null) {
        known = new Positions();
        if (c < ASCII) {
          ascii[c] = known;
        } else {
          others.put(c, known);
        }
      }
      known.add(position);
    }

    @Nullable Positions get(char c) {
      return c < ASCII ? ascii[c] : others.get(c);
    }
  }

  /** The steps so far: characters compared, and words of 64 bits combined. */
  long steps() {
    return steps;
  }

  /**
   * Whether the rest of the pattern matches the rest of the text.
   *
   * @param run the index of a {@code *} in the pattern
   * @param start the index in the text from which the rest follows
   */
  boolean matches(int run, int start) {
    int last = codes.length - 1;
    while (codes[last] != Glob.ANY_RUN) {
      last--;
    }
    int at = start;
    for (int segment = run + 1; segment <= last && at >= 0; ) {
      int end = segment;
      while (codes[end] != Glob.ANY_RUN) {
        end++;
      }
      at = afterFirst(segment, end, at);
      segment = end + 1;
    }
    return at >= 0 && endsWith(last + 1, at);
  }

  /** Whether the text ends with the last segment, at or after an index. */
  private boolean endsWith(int segment, int at) {
    int start = to - (codes.length - segment);
    if (start < at) {
      return false;
    }
    for (int i = segment; i < codes.length; i++) {
      steps++;
      if (!Glob.fits(codes[i], text.charAt(start + i - segment), ignoreCase)) {
        return false;
      }
    }
    return true;
  }

  /** The end of the first occurrence of a segment at or after an index; {@link #NONE} if none. */
  private int afterFirst(int segment, int end, int at) {
    if (end - segment > to - at) {
      return NONE;
    }
    for (int i = segment; i < end; i++) {
      if (codes[i] == Glob.ANY_CHAR) {
        return afterFirstWithGaps(segment, end, at);
      }
    }
    return afterFirstLiteral(segment, end, at);
  }

  private int afterFirstLiteral(int segment, int end, int at) {
    int length = end - segment;
    char[] word = new char[length];
    for (int i = 0; i < length; i++) {
      word[i] = fold((char) codes[segment + i]);
    }
    int[] borders = borders(word);
    int matched = 0;
    int next = at;
    while (matched < length && next < to) {
      char c = fold(text.charAt(next++));
      steps++;
      while (matched > 0 && word[matched] != c) {
        matched = borders[matched];
        steps++;
      }
      matched += word[matched] == c ? 1 : 0;
    }
    return matched == length ? next : NONE;
  }

  /** For each length of a prefix, the length of its longest proper border (Knuth et al.). */
  private int[] borders(char[] word) {
    int[] borders = new int[word.length + 1];
    int border = 0;
    for (int i = 1; i < word.length; i++) {
      steps++;
      while (border > 0 && word[border] != word[i]) {
        border = borders[border];
        steps++;
      }
      border += word[border] == word[i] ? 1 : 0;
      borders[i + 1] = border;
    }
    return borders;
  }

  private int afterFirstWithGaps(int segment, int end, int at) {
    int size = to - from;
    int words = (size >> 6) + 1;
    int latest = size - (end - segment);
    long[] starts = new long[(latest >> 6) + 1];
    setRange(starts, at - from, latest);
    for (int i = segment; i < end; i++) {
      if (codes[i] != Glob.ANY_CHAR) {
        Positions found = positions().get(fold((char) codes[i]));
        if (found == null) {
          return NONE;
        }
        keep(starts, found, i - segment, words);
      }
    }
    int start = first(starts);
    return start < 0 ? NONE : from + start + (end - segment);
  }

  private void setRange(long[] bits, int first, int last) {
    for (int word = first >> 6; word <= last >> 6; word++) {
      bits[word] = -1L;
    }
    bits[first >> 6] &= -1L << first;
    bits[last >> 6] &= -1L >>> (63 - (last & 63));
    steps += bits.length;
  }

  /** Keeps the starts at which the character stands at an offset. */
  private void keep(long[] starts, Positions character, int offset, int words) {
    if (character.count <= words) {
      keepListed(starts, character, offset);
      return;
    }
    long[] bits = character.bits(words);
    int skipped = offset >> 6;
    for (int i = 0; i < starts.length; i++) {
      steps++;
      long low = i + skipped < words ? bits[i + skipped] >>> offset : 0;
      boolean crosses = (offset & 63) != 0 && i + skipped + 1 < words;
      long high = crosses ? bits[i + skipped + 1] << -offset : 0;
      starts[i] &= low | high;
    }
  }

  private void keepListed(long[] starts, Positions character, int offset) {
    long[] kept = new long[starts.length];
    for (int i = 0; i < character.count; i++) {
      int start = character.sorted[i] - offset;
      if (start >= 0 && start >> 6 < starts.length) {
        kept[start >> 6] |= starts[start >> 6] & 1L << start;
      }
    }
    steps += character.count + starts.length;
    System.arraycopy(kept, 0, starts, 0, starts.length);
  }

  private static int first(long[] bits) {
    for (int i = 0; i < bits.length; i++) {
      if (bits[i] != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(bits[i]);
      }
    }
    return NONE;
  }

  private PositionIndex positions() {
    PositionIndex known = positions;
    if (known == null) {
      known = new PositionIndex();
      for (int i = from; i < to; i++) {
        known.add(fold(text.charAt(i)), i - from);
      }
      steps += to - from;
      positions = known;
    }
    return known;
  }

  private char fold(char c) {
    return ignoreCase ? Glob.fold(c) : c;
  }
}
