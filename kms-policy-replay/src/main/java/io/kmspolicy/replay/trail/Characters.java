package io.kmspolicy.replay.trail;

import java.util.Collection;
import java.util.Map;

/** How long values of records are. */
final class Characters {

  private Characters() {}

  /** The number of characters in the names and texts of a value. */
  static int of(Object value) {
    if (value instanceof SmallObject object) {
      return object.characters();
    }
    int characters = 0;
    if (value instanceof Map<?, ?> members) {
      for (Map.Entry<?, ?> member : members.entrySet()) {
        characters += of(member.getKey()) + of(member.getValue());
      }
    } else if (value instanceof Collection<?> elements) {
      for (Object element : elements) {
        characters += of(element);
      }
    } else if (value instanceof String text) {
      characters = text.length();
    }
    return characters;
  }
}
