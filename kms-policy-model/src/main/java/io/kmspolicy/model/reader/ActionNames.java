package io.kmspolicy.model.reader;

/** The shape of action names and of patterns for them (rule 2.1). */
final class ActionNames {

  static final String EXPECTED = "a string such as `kms:Decrypt`";

  private ActionNames() {}

  /**
   * {@code *}, or a prefix and a name with a colon between; white space reads and never matches.
   */
  static boolean isPattern(String text) {
    int colon = text.indexOf(':');
    return text.equals("*") || (colon > 0 && colon < text.length() - 1);
  }

  /** One action: a prefix and a name, without wildcards. */
  static boolean isAction(String text) {
    int colon = text.indexOf(':');
    return colon > 0
        && colon < text.length() - 1
        && isWord(text.substring(0, colon))
        && isWord(text.substring(colon + 1));
  }

  /** ASCII letters, digits and hyphens only. */
  static boolean isWord(String text) {
    return text.chars().allMatch(ActionNames::isWordPart);
  }

  private static boolean isWordPart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }
}
