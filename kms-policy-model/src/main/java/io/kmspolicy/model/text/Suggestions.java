package io.kmspolicy.model.text;

import java.util.Collection;
import java.util.Optional;

/** Suggests the known word that a misspelled one was probably meant to be. */
public final class Suggestions {

  /** A longer text is no misspelled word, and the distance costs the product of both lengths. */
  private static final int MAX_LENGTH = 80;

  private Suggestions() {}

  /**
   * The word with the smallest number of slips from the text, ignoring letter case. Empty if even
   * that number is more than a quarter of the text's length. One slip is always close enough. Of
   * several such words it is the first one in the order of their characters, whatever the order of
   * the collection.
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
   * The optimal string alignment distance: the smallest number of letters to insert, delete or
   * replace, and of neighbors to swap, where no letter is changed twice (Damerau 1964). Dynamic
   * programming over the beginnings of both texts.
   */
  static int distance(String from, String to) {
    int[][] least = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        least[i][j] = i == 0 || j == 0 ? i + j : least(from, i, to, j, least);
      }
    }
    return least[from.length()][to.length()];
  }

  private static int least(String from, int i, String to, int j, int[][] least) {
    char last = from.charAt(i - 1);
    char other = to.charAt(j - 1);
    int replace = least[i - 1][j - 1] + (last == other ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(least[i - 1][j], least[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && last == to.charAt(j - 2) && other == from.charAt(i - 2);
    return swapped ? Math.min(best, 1 + least[i - 2][j - 2]) : best;
  }
}
