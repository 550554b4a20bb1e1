package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Words of an explanation, in full and without the values of the request's encryption context.
 *
 * @param text the words in full
 * @param redacted the same words with those values withheld
 */
public record RedactableText(String text, String redacted) {

  public static final RedactableText NONE = of("");

  private static final String WITHHELD = "(value withheld)";
  private static final int MAX_CHARACTERS = 160;
  private static final int MAX_ITEMS = 8;

  /** Words that hold no secret. */
  static RedactableText of(String text) {
    return new RedactableText(text, text);
  }

  /** A value in quotes that is withheld if {@code secret}. */
  static RedactableText value(String value, boolean secret) {
    String quoted = quoted(value);
    return new RedactableText(quoted, secret ? WITHHELD : quoted);
  }

  /** Whether values of a condition key are withheld. */
  static boolean isSecret(String key) {
    String prefix = GrantConstraintMatcher.CONTEXT_PREFIX;
    return key.toLowerCase(Locale.ROOT).startsWith(prefix);
  }

  /** The items with commas between them; a long list is cut. */
  static RedactableText list(List<RedactableText> items) {
    RedactableText list = NONE;
    int shown = items.size() > MAX_ITEMS + 1 ? MAX_ITEMS : items.size();
    for (int i = 0; i < shown; i++) {
      list = list.and(i == 0 ? "" : ", ").and(items.get(i));
    }
    int rest = items.size() - shown;
    return rest == 0 ? list : list.and(" and " + rest + " more");
  }

  /** The texts with commas between them; a long list is cut. */
  static RedactableText listOf(List<String> texts) {
    List<RedactableText> items = new ArrayList<>();
    texts.forEach(text -> items.add(of(shortened(text))));
    return list(items);
  }

  RedactableText and(String more) {
    return new RedactableText(text + more, redacted + more);
  }

  RedactableText and(RedactableText more) {
    return new RedactableText(text + more.text, redacted + more.redacted);
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
    return Quoting.escape(Quoting.shorten(text, MAX_CHARACTERS));
  }
}
