package io.kmspolicy.engine.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Equivalence classes of characters under simple case folding. A class can have more than two
 * characters: the Kelvin sign is equivalent to {@code k} and {@code K} (rule 3.10).
 */
public final class CaseFolding {

  private static final Map<Character, List<Character>> VARIANTS = variants();

  private CaseFolding() {}

  private static Map<Character, List<Character>> variants() {
    Map<Character, List<Character>> variants = new HashMap<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      variants.computeIfAbsent(Glob.fold((char) c), unused -> new ArrayList<>(2)).add((char) c);
    }
    variants.values().removeIf(list -> list.size() == 1);
    return variants;
  }

  /** The equivalence class of a character. */
  public static List<Character> variants(char c) {
    return VARIANTS.getOrDefault(Glob.fold(c), List.of(c));
  }
}
