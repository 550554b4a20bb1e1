package io.kmspolicy.model.text;

import java.util.Locale;

/**
 * Letter case as this library compares it: by one committed table, and so alike on every Java,
 * whose own tables follow the version of Unicode.
 *
 * <p>Letters are in classes; all letters of a class are equal in some version of Unicode. Two
 * letters of a class are <i>certainly</i> equal if all versions since 6.2, that of Java 8, agree on
 * it (rule 3.10). ASCII is decided without the table: no letter of ASCII is in a class on which
 * versions differ.
 *
 * <p>Thread-safe; nothing allocates for texts of ASCII.
 */
public final class LetterCase {

  private static final char FIRST_BEYOND_ASCII = 0x80;

  /** The bit in which a small and a capital letter of ASCII differ. */
  private static final char ASCII_CASE = 0x20;

  private LetterCase() {}

  /** The representative of the characters that certainly equal a character. */
  public static char fold(char c) {
    return c < FIRST_BEYOND_ASCII ? lowerAscii(c) : LetterCaseTable.fold(c);
  }

  private static char lowerAscii(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | ASCII_CASE) : c;
  }

  /** Whether two characters are certainly equal but for letter case. */
  public static boolean areEqual(char left, char right) {
    return left == right || fold(left) == fold(right);
  }

  /**
   * Whether a text has a letter that perhaps, but not certainly, equals another letter. If neither
   * of two texts has one, both are certainly equal but for letter case, or certainly are not.
   */
  public static boolean isOpen(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_BEYOND_ASCII) {
        return text.codePoints().anyMatch(LetterCaseTable::isOpen);
      }
    }
    return false;
  }

  /**
   * The representative of a text's class: two texts have the same one if they are equal but for
   * letter case in some version of Unicode. The length stays.
   */
  public static String widest(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints().map(LetterCaseTable::widest).forEach(folded::appendCodePoint);
    return folded.toString();
  }

  /** The representative of a character's class. */
  public static int widest(int codePoint) {
    return LetterCaseTable.widest(codePoint);
  }

  /**
   * The form of a name in which names are compared without letter case: in small letters (rule
   * 3.2). A letter that only some versions of Unicode bring to a small one stays.
   */
  public static String lowerCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= FIRST_BEYOND_ASCII) {
        return lowerBeyondAscii(name);
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static String lowerBeyondAscii(String name) {
    StringBuilder lower = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      lower.append(c < FIRST_BEYOND_ASCII ? lowerAscii(c) : LetterCaseTable.lower(c));
    }
    return lower.toString();
  }

  /** Whether a text has another spelling that differs in letter case only, in some version. */
  public static boolean hasOtherSpelling(String text) {
    return text.codePoints().anyMatch(LetterCaseTable::hasCase);
  }

  /** Whether two names are the same in small letters. */
  public static boolean areSameName(String left, String right) {
    return left.equals(right) || lowerCase(left).equals(lowerCase(right));
  }

  /** Whether two names are different in small letters and the same in some version of Unicode. */
  public static boolean arePerhapsSameName(String left, String right) {
    return isOpenName(left) && !areSameName(left, right) && widest(left).equals(widest(right));
  }

  /**
   * Whether a name has a letter with which it perhaps is another name in small letters, too. Such a
   * letter and the others of its class are beyond ASCII.
   */
  public static boolean isOpenName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= FIRST_BEYOND_ASCII) {
        return name.codePoints().anyMatch(LetterCaseTable::isOpenInNames);
      }
    }
    return false;
  }
}
