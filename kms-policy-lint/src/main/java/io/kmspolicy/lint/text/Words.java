package io.kmspolicy.lint.text;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How findings quote and list. */
public final class Words {

  private static final int MAX_LISTED = 6;

  private Words() {}

  /** A text in back-ticks; what a terminal would obey or not show stands as an escape. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("`");
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('`').toString();
  }

  /** Names of actions as {@code `a`, `b` and `c`}; a long list is cut with its count. */
  public static String actions(Collection<KmsAction> actions) {
    return actions.size() == KmsCatalogue.bundled().actions().size()
        ? "every action of KMS"
        : list(actions.stream().map(KmsAction::name).toList());
  }

  /** Texts as {@code `a`, `b` and `c`}; a long list is cut with its count. */
  public static String list(List<String> texts) {
    if (texts.size() > MAX_LISTED) {
      int more = texts.size() - MAX_LISTED + 1;
      List<String> shown = texts.stream().limit(MAX_LISTED - 1L).map(Words::quote).toList();
      return String.join(", ", shown) + " and " + more + " more";
    }
    List<String> quoted = texts.stream().map(Words::quote).toList();
    int last = quoted.size() - 1;
    return last < 1
        ? String.join("", quoted)
        : String.join(", ", quoted.subList(0, last)) + " and " + quoted.get(last);
  }

  /** The word that was probably meant: few letters away, letter case aside. */
  public static Optional<String> nearest(String text, Collection<String> words) {
    String best = "";
    int least = 1 + Math.max(2, text.length() / 4);
    for (String word : words) {
      int distance = distance(text.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** That KMS does not have an action, and what may have been meant. */
  public static String noAction(String name) {
    return "KMS has no action "
        + quote(name)
        + "; "
        + nearest(name, KmsCatalogue.bundled().actions().stream().map(KmsAction::name).toList())
            .map(near -> "did you mean " + quote(near) + "?")
            .orElse("name one without wildcards, such as `kms:Decrypt`");
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
}
