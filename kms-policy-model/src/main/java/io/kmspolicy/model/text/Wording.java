package io.kmspolicy.model.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How messages quote a text and what they suggest in its place. */
public final class Wording {

  private static final int QUOTED = 80;
  private static final int MESSAGE = 600;

  private Wording() {}

  /** A text from the input in back-ticks, shortened if it is long. */
  public static String quote(String text) {
    return "`" + shorten(text, QUOTED) + "`";
  }

  /** A message as one line: control characters are escaped and the length is bounded. */
  public static String oneLine(String message) {
    String line = shorten(message, MESSAGE);
    StringBuilder escaped = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Quoted words as {@code `a`, `b` and `c`}. */
  public static String allOf(Collection<String> words) {
    return list(words, " and ");
  }

  /** Quoted words as {@code `a`, `b` or `c`}. */
  public static String oneOf(Collection<String> words) {
    return list(words, " or ");
  }

  private static String list(Collection<String> words, String conjunction) {
    String list = words.stream().map(Wording::quote).collect(Collectors.joining(", "));
    int last = list.lastIndexOf(", ");
    return last < 0 ? list : list.substring(0, last) + conjunction + list.substring(last + 2);
  }

  /** The word that was probably meant: equal but for case, or few letters away. */
  public static Optional<String> nearest(String text, Collection<String> words) {
    if (text.length() > QUOTED) {
      return Optional.empty();
    }
    String best = "";
    int least = 1 + Math.max(1, text.length() / 4);
    for (String word : words) {
      int distance = distance(text.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** The number of letters to insert, delete or replace (Levenshtein). */
  private static int distance(String from, String to) {
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

  private static String shorten(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }
}
