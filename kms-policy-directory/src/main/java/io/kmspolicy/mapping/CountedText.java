package io.kmspolicy.mapping;

/**
 * Texts whose characters are counted alike by everybody. Whether {@code ?} in a policy stands for a
 * whole character beyond U+FFFF or for a half of it is not documented (rule 2.16), so a value with
 * such a character counts as present and not known.
 */
final class CountedText {

  private CountedText() {}

  /** Whether a text has no character beyond U+FFFF. */
  static boolean isCounted(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean areCounted(Iterable<String> texts) {
    for (String text : texts) {
      if (!isCounted(text)) {
        return false;
      }
    }
    return true;
  }
}
