package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys in one check of a decision log. A key that the line does not list is unknown:
 * a log without values lists the names of the keys that are present, and none that is absent.
 *
 * @param values the listed keys, by the name in lower case
 * @param spellings the names of the keys that are present, as the request spells them
 * @param closed the prefixes, in lower case, with no further keys
 */
record LoggedKeys(Map<String, ContextValue> values, List<String> spellings, Set<String> closed) {

  private static final String ALL = "*";

  /** Reads the members of a check. */
  static LoggedKeys of(Map<?, ?> check) {
    LoggedKeys keys = new LoggedKeys(new HashMap<>(), new ArrayList<>(), new HashSet<>());
    for (String name : texts(check.get("contextKeys"))) {
      keys.add(name, ContextValue.presentUnknown());
    }
    for (String name : texts(check.get("present"))) {
      keys.add(name, ContextValue.presentUnknown());
    }
    if (check.get("context") instanceof Map<?, ?> context) {
      context.forEach(
          (name, known) -> keys.add(name.toString(), new ContextValue.Present(texts(known))));
    }
    for (String name : texts(check.get("absent"))) {
      keys.addAbsent(name);
    }
    return keys;
  }

  private void add(String name, ContextValue value) {
    values.put(ConditionContext.name(name), value);
    spellings.add(name);
  }

  private void addAbsent(String name) {
    if (name.endsWith(ALL)) {
      closed.add(ConditionContext.name(name.substring(0, name.length() - 1)));
    } else {
      values.put(ConditionContext.name(name), ContextValue.absent());
    }
  }

  /** The value of a key; unknown if the line does not say. */
  ContextValue get(String key) {
    ContextValue listed = values.get(key);
    if (listed != null) {
      return listed;
    }
    for (String prefix : closed) {
      if (key.startsWith(prefix)) {
        return ContextValue.absent();
      }
    }
    return ContextValue.unknown();
  }

  /** The names with a prefix that are present, without the prefix. */
  Collection<String> under(String prefix) {
    List<String> names = new ArrayList<>();
    for (String spelling : spellings) {
      if (LetterCase.lowerCase(spelling).startsWith(prefix)) {
        names.add(spelling.substring(prefix.length()));
      }
    }
    return names;
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> all ? all.stream().map(Object::toString).toList() : List.of();
  }

  /** The number of keys: their values may be confidential. */
  @Override
  public String toString() {
    return "LoggedKeys[" + values.size() + "]";
  }
}
