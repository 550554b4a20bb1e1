package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Puts the expressions of the source in place of the values that stand for them. A value that is
 * made up stands for nothing else. Any other, such as {@code true}, may be a word of the text, so
 * it is replaced only where a finding quotes a string at its own place.
 */
public final class ShownExpressions {

  /** The words for values that no other text has. */
  private final Map<String, String> madeUp = new LinkedHashMap<>();

  /** The words for the other values, with the places of their strings. */
  private final Map<String, Placed> placed = new LinkedHashMap<>();

  private record Placed(String words, Set<String> pointers) {}

  /**
   * The expressions of a document.
   *
   * @param strings the places of each string with parts
   * @param values the value of each part
   * @param filled puts the values into a string
   */
  ShownExpressions(
      Optional<JsonTree> tree,
      Map<String, Set<String>> strings,
      Map<Part, String> values,
      UnaryOperator<String> filled) {
    Set<String> known = new HashSet<>();
    tree.ifPresent(root -> collect(root, known));
    strings.forEach(
        (string, pointers) -> {
          String value = filled.apply(string);
          if (OpaqueValues.isMadeUp(value) || isOfRegion(string)) {
            madeUp.put(value, OpaqueText.shown(string));
          } else if (!known.contains(value) && OpaqueText.truths(string).isEmpty()) {
            placed.put(value, new Placed(OpaqueText.shown(string), pointers));
          }
        });
    values.forEach(
        (part, value) -> {
          if (OpaqueValues.isMadeUp(value) || part.kind() == Kind.REGION) {
            madeUp.putIfAbsent(value, part.reference());
          }
        });
    madeUp.keySet().removeIf(value -> known.stream().anyMatch(one -> one.contains(value)));
  }

  /** The strings without parts. */
  private static void collect(JsonTree node, Set<String> known) {
    if (node instanceof JsonTree.Members object) {
      object.members().values().forEach(value -> collect(value, known));
    } else if (node instanceof JsonTree.Elements array) {
      array.elements().forEach(element -> collect(element, known));
    } else {
      node.string().filter(text -> !OpaqueText.in(text)).ifPresent(known::add);
    }
  }

  private static boolean isOfRegion(String string) {
    return OpaqueText.parts(string).stream().anyMatch(part -> part.kind() == Kind.REGION);
  }

  /** A name of a statement. */
  public String inName(String name) {
    return Optional.ofNullable(placed.get(name)).map(Placed::words).orElseGet(() -> inAdvice(name));
  }

  /** The message of a finding at a place. */
  public String inMessage(String message, String place) {
    String shown = inAdvice(message);
    for (Map.Entry<String, Placed> one : placed.entrySet()) {
      if (one.getValue().pointers().stream().anyMatch(pointer -> isNear(place, pointer))) {
        shown = shown.replace(Quoting.quote(one.getKey()), Quoting.quote(one.getValue().words()));
      }
    }
    return shown;
  }

  private static boolean isNear(String place, String pointer) {
    return place.equals(pointer)
        || pointer.startsWith(place + "/")
        || place.startsWith(pointer + "/");
  }

  /** An advice, whose words are those of a rule. */
  public String inAdvice(String advice) {
    String shown = advice;
    List<String> longestFirst = new ArrayList<>(madeUp.keySet());
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    for (String value : longestFirst) {
      shown = shown.replace(value, madeUp.getOrDefault(value, value));
    }
    return shown;
  }
}
