package io.kmspolicy.model.text;

import java.util.Collection;
import java.util.Optional;

/** Suggests the known word that a misspelled one was probably meant to be. */
public final class Suggestions {

  /** A longer text is no misspelled word, and the distance costs the product of both lengths. */
  private static final int MAX_LENGTH = 80;

  private Suggestions() {}

  /**
   * The word with the smallest Levenshtein distance from the text, ignoring letter case. Empty if
   * even that distance is more than a quarter of the text's length. One edit is always close
   * enough. Of several such words it is the first one in the order of their characters, whatever
   * the order of the collection.
   */
  public static Optional<String> nearest(String text, Collection<String> words) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String best = "";
    int limit = 1 + Math.max(1, text.length() / 4);
    for (String word : words) {
      int distance = distance(LetterCase.lowerCase(text), LetterCase.lowerCase(word));
      boolean isFirst = distance == limit && !best.isEmpty() && word.compareTo(best) < 0;
      if (distance < limit || isFirst) {
        limit = distance;
        best = word;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** What a message about a text ends with, such as {@code ; did you mean `mode`?}, or nothing. */
  public static String question(String text, Collection<String> words) {
    return nearest(text, words)
        .map(word -> "; did you mean " + Quoting.quote(word) + "?")
        .orElse("");
  }

  /**
   * The Levenshtein distance: the smallest number of letters to insert, delete or replace. Dynamic
   * programming with one row (Wagner and Fischer 1974).
   */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
