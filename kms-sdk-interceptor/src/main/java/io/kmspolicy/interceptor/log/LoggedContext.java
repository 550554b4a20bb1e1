package io.kmspolicy.interceptor.log;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The condition keys of the catalogue in one context. The time is not among them: a line has the
 * time of its own. A key that is neither present nor absent is unknown, whether it is listed or
 * not.
 *
 * @param present the keys with known values, in the spelling of the catalogue or the request
 * @param presentUnknown the keys that are present with an unknown value
 * @param absent the keys that are absent; {@code prefix*} for all further keys with a prefix
 */
record LoggedContext(
    Map<String, List<String>> present, Set<String> presentUnknown, Set<String> absent) {

  private static final Set<String> TIMES =
      Set.of(DerivedKey.CURRENT_TIME.keyName(), DerivedKey.EPOCH_TIME.keyName());
  private static final List<String> NAMES = new ArrayList<>();
  private static final List<String> PREFIXES = new ArrayList<>();

  static {
    for (ConditionKeyFacts key : KmsCatalogue.bundled().conditionKeys()) {
      if (key.isTemplate()) {
        PREFIXES.add(key.name().substring(0, key.name().indexOf("${")));
      } else if (!TIMES.contains(ConditionContext.name(key.name()))) {
        NAMES.add(key.name());
      }
    }
  }

  /** Reads a context. */
  static LoggedContext of(ConditionContext context) {
    LoggedContext read = new LoggedContext(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    for (String name : NAMES) {
      read.add(name, context.get(ConditionContext.name(name)));
    }
    for (String prefix : PREFIXES) {
      String lower = ConditionContext.name(prefix);
      for (String varying : context.namesUnder(lower)) {
        read.add(prefix + varying, context.get(ConditionContext.name(prefix + varying)));
      }
      if (!context.mayHoldOthersUnder(lower)) {
        read.absent.add(prefix + "*");
      }
    }
    return read;
  }

  private void add(String name, ContextValue value) {
    if (value instanceof ContextValue.Present known) {
      present.put(name, known.values());
    } else if (value instanceof ContextValue.PresentUnknown) {
      presentUnknown.add(name);
    } else if (value instanceof ContextValue.Absent) {
      absent.add(name);
    }
  }

  /** The names of the keys that are present, sorted. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(presentUnknown);
    names.addAll(present.keySet());
    return names;
  }

  /** Writes the members of a line that hold values. */
  void write(JsonWriter out) {
    out.member("context")
        .object(() -> present.forEach((name, values) -> out.member(name).strings(values)));
    out.member("present").strings(presentUnknown);
    out.member("absent").strings(absent);
  }
}
