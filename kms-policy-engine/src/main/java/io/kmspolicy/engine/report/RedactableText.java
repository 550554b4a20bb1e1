package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;

/**
 * Text of an explanation in two versions: in full, and without the values of the request's
 * encryption context.
 *
 * @param text the text in full
 * @param redacted the text with those values replaced by a placeholder
 */
public record RedactableText(String text, String redacted) {

  public static final RedactableText NONE = of("");

  /** Stands for a secret value. */
  public static final String WITHHELD = "(value withheld)";

  private static final int MAX_CHARACTERS = 160;
  private static final int MAX_ITEMS = 8;

  /** Text without secret values. */
  static RedactableText of(String text) {
    return new RedactableText(text, text);
  }

  /** A value in quotes, redacted if {@code secret}. */
  static RedactableText value(String value, boolean secret) {
    String quoted = quoted(value);
    return new RedactableText(quoted, secret ? WITHHELD : quoted);
  }

  /** Whether the values of a condition key are redacted. */
  public static boolean isSecret(String key) {
    String prefix = GrantConstraintMatcher.CONTEXT_PREFIX;
    return LetterCase.lowerCase(key).startsWith(prefix);
  }

  /** The items, separated by commas; a long list is truncated. */
  static RedactableText list(List<RedactableText> items) {
    RedactableText list = NONE;
    int shown = items.size() > MAX_ITEMS + 1 ? MAX_ITEMS : items.size();
    for (int i = 0; i < shown; i++) {
      list = list.and(i == 0 ? "" : ", ").and(items.get(i));
    }
    int rest = items.size() - shown;
    return rest == 0 ? list : list.and(" and " + rest + " more");
  }

  /** The texts, separated by commas; a long list is truncated. */
  static RedactableText listOf(List<String> texts) {
    List<RedactableText> items = new ArrayList<>();
    texts.forEach(text -> items.add(of(shortened(text))));
    return list(items);
  }

  RedactableText and(String more) {
    return and(of(more));
  }

  RedactableText and(RedactableText more) {
    String full = text + more.text;
    return hasSecret() || more.hasSecret()
        ? new RedactableText(full, redacted + more.redacted)
        : of(full);
  }

  private boolean hasSecret() {
    return !text.equals(redacted);
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** The version to show. */
  public String show(boolean withhold) {
    return withhold ? redacted : text;
  }

  /** A text in quotes, on one line, truncated if it is long. */
  public static String quoted(String text) {
    return '"' + shortened(text).replace("\"", "\\\"") + '"';
  }

  private static String shortened(String text) {
    return Quoting.escape(Quoting.shorten(text, MAX_CHARACTERS));
  }
}
