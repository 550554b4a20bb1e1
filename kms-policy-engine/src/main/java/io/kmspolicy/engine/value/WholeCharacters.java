package io.kmspolicy.engine.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern and a text in which one {@code char} stands for each character beyond U+FFFF, instead
 * of two (rule 2.16).
 *
 * <p>Each such character of the pattern has a private-use character of its own, and all others of
 * the text have one in common. Private-use characters have no variants in another letter case.
 */
final class WholeCharacters {

  private static final char FIRST_PRIVATE = '\uE000';
  private static final char LAST_PRIVATE = '\uF8FF';

  private final int[] codes;
  private final String text;

  private WholeCharacters(int[] codes, String text) {
    this.codes = codes;
    this.text = text;
  }

  /** The pattern, as in {@link Glob}. */
  int[] codes() {
    return codes;
  }

  String text() {
    return text;
  }

  /** Whether a part of a text has a character beyond U+FFFF. */
  static boolean areIn(String text, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** The short forms of a pattern and a text; empty if there are too few private-use characters. */
  static Optional<WholeCharacters> of(int[] codes, String text) {
    Set<Integer> used = new HashSet<>();
    Arrays.stream(codes).forEach(used::add);
    text.chars().forEach(used::add);
    Map<Integer, Integer> substitutes = new HashMap<>();
    int[] shorter = new int[codes.length];
    int length = 0;
    int next = FIRST_PRIVATE;
    for (int i = 0; i < codes.length; i++) {
      boolean pair =
          codes[i] >= 0
              && i + 1 < codes.length
              && codes[i + 1] >= 0
              && Character.isSurrogatePair((char) codes[i], (char) codes[i + 1]);
      if (!pair) {
        shorter[length++] = codes[i];
        continue;
      }
      int point = Character.toCodePoint((char) codes[i], (char) codes[++i]);
      if (!substitutes.containsKey(point)) {
        next = unused(next, used);
        substitutes.put(point, next++);
      }
      shorter[length++] = substitutes.getOrDefault(point, next);
    }
    int other = unused(next, used);
    StringBuilder replaced = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point ->
                replaced.append(
                    (char)
                        (Character.isBmpCodePoint(point)
                            ? point
                            : (int) substitutes.getOrDefault(point, other))));
    return other > LAST_PRIVATE
        ? Optional.empty()
        : Optional.of(new WholeCharacters(Arrays.copyOf(shorter, length), replaced.toString()));
  }

  private static int unused(int from, Set<Integer> used) {
    int next = from;
    while (used.contains(next)) {
      next++;
    }
    return next;
  }
}
