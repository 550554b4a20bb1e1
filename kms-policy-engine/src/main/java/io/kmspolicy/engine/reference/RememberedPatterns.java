package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.engine.value.ArnPattern;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Parses a pattern when it is met and keeps its form: the policies of one file repeat few texts,
 * such as {@code kms:*}. What is kept is bounded, because the authors of policies choose the texts.
 *
 * <p>Thread-safe.
 */
public final class RememberedPatterns implements PatternParser {

  /** The maximum number of kept forms of each kind; one more, and all of them are dropped. */
  static final int MAX_PATTERNS = 1_024;

  /** Longer patterns are not kept, so that the forms are bounded in bytes, too. */
  static final int MAX_LENGTH = 128;

  private final Map<String, ActionGlob> actions = new ConcurrentHashMap<>();
  private final Map<String, ArnPattern> resources = new ConcurrentHashMap<>();

  @Override
  public ActionGlob action(String text) {
    return kept(actions, text, ANEW::action);
  }

  @Override
  public ArnPattern resource(String text) {
    return kept(resources, text, ANEW::resource);
  }

  private static <T> T kept(Map<String, T> forms, String text, Function<String, T> parse) {
    T known = forms.get(text);
    if (known != null) {
      return known;
    }
    T form = parse.apply(text);
    if (text.length() <= MAX_LENGTH) {
      if (forms.size() >= MAX_PATTERNS) {
        forms.clear();
      }
      forms.put(text, form);
    }
    return form;
  }

  /** The number of kept forms. */
  int size() {
    return actions.size() + resources.size();
  }
}
