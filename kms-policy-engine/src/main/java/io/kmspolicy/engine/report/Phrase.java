package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Words of an explanation, in full and without the values of the request's encryption context.
 *
 * @param text the words in full
 * @param redacted the same words with those values withheld
 */
public record Phrase(String text, String redacted) {

  public static final Phrase NONE = of("");

  private static final String WITHHELD = "(value withheld)";
  private static final int MOST_CHARACTERS = 160;
  private static final int MOST_ITEMS = 8;

  /** Words that hold no secret. */
  static Phrase of(String text) {
    return new Phrase(text, text);
  }

  /** A value in quotes that is withheld if {@code secret}. */
  static Phrase value(String value, boolean secret) {
    String quoted = quoted(value);
    return new Phrase(quoted, secret ? WITHHELD : quoted);
  }

  /** Whether values of a condition key are withheld. */
  static boolean isSecret(String key) {
    String prefix = GrantConstraintMatcher.CONTEXT_PREFIX;
    return key.toLowerCase(Locale.ROOT).startsWith(prefix);
  }

  /** The items with commas between them; a long list is cut. */
  static Phrase list(List<Phrase> items) {
    Phrase list = NONE;
    int shown = items.size() > MOST_ITEMS + 1 ? MOST_ITEMS : items.size();
    for (int i = 0; i < shown; i++) {
      list = list.and(i == 0 ? "" : ", ").and(items.get(i));
    }
    int rest = items.size() - shown;
    return rest == 0 ? list : list.and(" and " + rest + " more");
  }

  /** The texts with commas between them; a long list is cut. */
  static Phrase listOf(List<String> texts) {
    List<Phrase> items = new ArrayList<>();
    texts.forEach(text -> items.add(of(shortened(text))));
    return list(items);
  }

  Phrase and(String more) {
    return new Phrase(text + more, redacted + more);
  }

  Phrase and(Phrase more) {
    return new Phrase(text + more.text, redacted + more.redacted);
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** The words that may be shown. */
  public String show(boolean withhold) {
    return withhold ? redacted : text;
  }

  /** A text in quotes, on one line and not too long. */
  public static String quoted(String text) {
    return '"' + shortened(text).replace("\"", "\\\"") + '"';
  }

  private static String shortened(String text) {
    String cut = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    StringBuilder line = new StringBuilder();
    cut.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
