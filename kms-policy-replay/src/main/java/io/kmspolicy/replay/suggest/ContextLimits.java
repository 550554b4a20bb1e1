package io.kmspolicy.replay.suggest;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What calls have in common in their encryption contexts.
 *
 * @param names all names that occur; none if the contexts are not limited
 * @param values the names that every context has, with their values; no values stand for any
 */
record ContextLimits(List<String> names, SortedMap<String, SortedSet<String>> values) {

  private static final int MAX_VALUES = 8;

  static ContextLimits of(ObservedContexts contexts) {
    SortedMap<String, SortedSet<String>> values = new TreeMap<>();
    for (String name : contexts.namesOfAll()) {
      values.put(name, new TreeSet<>(contexts.values(name)));
    }
    return new ContextLimits(contexts.names(), values);
  }

  /** The names alone, with any value. */
  ContextLimits withoutValues() {
    SortedMap<String, SortedSet<String>> any = new TreeMap<>();
    values.keySet().forEach(name -> any.put(name, new TreeSet<>()));
    return new ContextLimits(names, any);
  }

  /** The limits of both, which have the same names. */
  ContextLimits with(ContextLimits other) {
    SortedMap<String, SortedSet<String>> both = new TreeMap<>();
    values.forEach(
        (name, known) ->
            both.put(name, union(known, other.values.getOrDefault(name, new TreeSet<>()))));
    return new ContextLimits(names, both);
  }

  private static SortedSet<String> union(SortedSet<String> one, SortedSet<String> other) {
    SortedSet<String> union = new TreeSet<>();
    if (!one.isEmpty() && !other.isEmpty()) {
      union.addAll(one);
      union.addAll(other);
    }
    return union.size() > MAX_VALUES ? new TreeSet<>() : union;
  }
}
