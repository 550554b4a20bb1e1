package io.kmspolicy.analysis.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces the names of one key or one principal in texts by markers, so that texts about different
 * keys are equal if only the names differ. The page puts the names back.
 *
 * <p>A marker is the private character U+E000 and one more character. The private character itself
 * becomes the marker {@code e}.
 */
final class NameMarkers {

  static final char MARK = '\uE000';

  /** Shorter names could be parts of markers or of other words. */
  private static final int MIN_LENGTH = 8;

  private static final String ESCAPED = MARK + "e";

  private final Map<String, Character> markers = new LinkedHashMap<>();

  /** Replaces a name from now on, after the names that were added before. */
  NameMarkers add(char marker, String name) {
    if (name.length() >= MIN_LENGTH) {
      markers.putIfAbsent(name, marker);
    }
    return this;
  }

  /** The names by their markers. */
  Map<Character, String> names() {
    Map<Character, String> names = new LinkedHashMap<>();
    markers.forEach((name, marker) -> names.put(marker, name));
    return names;
  }

  /** A text in which the private character is escaped. */
  static String escaped(String text) {
    return text.indexOf(MARK) < 0 ? text : text.replace(String.valueOf(MARK), ESCAPED);
  }

  /** A marked text with the names in place of the markers. */
  static String restored(String text, Map<Character, String> names) {
    StringBuilder restored = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == MARK) {
        i++;
        restored.append(names.getOrDefault(text.charAt(i), String.valueOf(MARK)));
      } else {
        restored.append(c);
      }
    }
    return restored.toString();
  }

  /** An escaped text with markers in place of the names. */
  String mark(String text) {
    String marked = text;
    for (Map.Entry<String, Character> marker : markers.entrySet()) {
      if (marked.contains(marker.getKey())) {
        marked = marked.replace(marker.getKey(), String.valueOf(MARK) + marker.getValue());
      }
    }
    return marked;
  }
}
