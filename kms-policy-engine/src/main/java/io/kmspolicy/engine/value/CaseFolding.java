package io.kmspolicy.engine.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which characters are the same but for their case. A letter may have more than two spellings: the
 * Kelvin sign is a third {@code k} (rule 3.10).
 */
public final class CaseFolding {

  private static final Map<Character, List<Character>> VARIANTS = variants();

  private CaseFolding() {}

  private static Map<Character, List<Character>> variants() {
    Map<Character, List<Character>> variants = new HashMap<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      variants.computeIfAbsent(fold((char) c), unused -> new ArrayList<>(2)).add((char) c);
    }
    variants.values().removeIf(list -> list.size() == 1);
    return variants;
  }

  private static char fold(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  /** Every character that differs from this one in case only, itself included. */
  public static List<Character> variants(char c) {
    return VARIANTS.getOrDefault(fold(c), List.of(c));
  }
}
