package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.Map;

/**
 * The known tags of a caller or of a key. Immutable.
 *
 * @param values the tags by name
 * @param complete whether there are no others, and none of these has another value; for a caller,
 *     whether a session can have no tags of its own, which take precedence
 */
public record Tags(Map<String, String> values, boolean complete) {

  private static final Tags UNKNOWN = new Tags(Map.of(), false);

  /** Copies the map. */
  public Tags {
    values = Map.copyOf(values);
  }

  /** Nothing is known. */
  public static Tags unknown() {
    return UNKNOWN;
  }

  /**
   * The value of a tag. Names are compared without letter case (rule 3.2); names that differ in
   * letter case only are several values.
   *
   * @param name the tag's name in lower case
   */
  ContextValue get(String name) {
    ContextValue found = complete ? ContextValue.absent() : ContextValue.unknown();
    boolean perhapsAnother = false;
    for (Map.Entry<String, String> tag : values.entrySet()) {
      perhapsAnother |= LetterCase.arePerhapsSameName(tag.getKey(), name);
      if (LetterCase.lowerCase(tag.getKey()).equals(name)) {
        boolean isOnly = complete && !(found instanceof ContextValue.Present);
        found =
            isOnly && isCounted(tag.getValue())
                ? ContextValue.of(tag.getValue())
                : ContextValue.presentUnknown();
        if (found instanceof ContextValue.PresentUnknown) {
          return found;
        }
      }
    }
    if (!perhapsAnother) {
      return found;
    }
    return found instanceof ContextValue.Present
        ? ContextValue.presentUnknown()
        : ContextValue.unknown();
  }

  /**
   * Whether everybody counts the characters of a text alike: whether {@code ?} in a policy stands
   * for a whole character beyond U+FFFF is not documented (rule 2.16).
   */
  private static boolean isCounted(String text) {
    return text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
  }
}
