package io.kmspolicy.model.reader;

/** The syntax of action names and action patterns (rule 2.1). */
final class ActionNames {

  static final String EXPECTED = "a string such as `kms:Decrypt`";

  private ActionNames() {}

  /**
   * Whether a text is an action pattern: {@code *}, or a prefix, a colon and a name. White space is
   * accepted in a pattern, which then never matches.
   */
  static boolean isPattern(String text) {
    int colon = text.indexOf(':');
    return text.equals("*") || (colon > 0 && colon < text.length() - 1);
  }

  /** Whether a text is one action: a prefix, a colon and a name, without wildcards. */
  static boolean isAction(String text) {
    int colon = text.indexOf(':');
    return colon > 0
        && colon < text.length() - 1
        && isWord(text.substring(0, colon))
        && isWord(text.substring(colon + 1));
  }

  /** Whether a text has only ASCII letters, digits and hyphens. */
  static boolean isWord(String text) {
    return text.chars().allMatch(ActionNames::isWordPart);
  }

  private static boolean isWordPart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }
}
