package io.kmspolicy.engine.value;

import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Equivalence classes of characters under simple case folding. A class can have more than two
 * characters: the Kelvin sign is equivalent to {@code k} and {@code K} (rule 3.10).
 */
public final class CaseFolding {

  private static final Map<Character, List<Character>> VARIANTS = variants(false);

  /**
   * The classes that are larger in some version of Unicode, for the few policies with such letters.
   */
  private static final class Widest {
    static final Map<Character, List<Character>> VARIANTS = variants(true);
  }

  private CaseFolding() {}

  private static Map<Character, List<Character>> variants(boolean widest) {
    Map<Character, List<Character>> variants = new HashMap<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      char folded = widest ? (char) LetterCase.widest(c) : Glob.fold((char) c);
      variants.computeIfAbsent(folded, unused -> new ArrayList<>(2)).add((char) c);
    }
    variants.values().removeIf(list -> list.size() == 1);
    return variants;
  }

  /** The equivalence class of a character. */
  public static List<Character> variants(char c) {
    return VARIANTS.getOrDefault(Glob.fold(c), List.of(c));
  }

  /**
   * The characters that equal the literal one at an index of a pattern in some version of Unicode.
   * Of a letter beyond U+FFFF, the first half is the same in its whole class.
   */
  public static List<Character> widest(Glob pattern, int index) {
    char c = pattern.literal(index);
    if (Character.isLowSurrogate(c) && index > 0 && pattern.isHighSurrogate(index - 1)) {
      return second(pattern.literal(index - 1), c);
    }
    return Widest.VARIANTS.getOrDefault((char) LetterCase.widest(c), List.of(c));
  }

  private static List<Character> second(char high, char low) {
    int folded = LetterCase.widest(Character.toCodePoint(high, low));
    List<Character> halves = new ArrayList<>(2);
    for (char other = Character.MIN_LOW_SURROGATE; other <= Character.MAX_LOW_SURROGATE; other++) {
      if (LetterCase.widest(Character.toCodePoint(high, other)) == folded) {
        halves.add(other);
      }
    }
    return halves;
  }
}
