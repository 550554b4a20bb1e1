package io.kmspolicy.mapping;

import io.kmspolicy.mapping.RequestMembers.Entry;
import io.kmspolicy.model.catalogue.ContextMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one call, with the pairs and tags by name. A request can contain thousands of
 * pairs, and many conditions can read them, so their names are brought to lower case once. Not
 * thread-safe.
 */
final class CallMembers {

  private final InterceptedCall call;

  /** By the names of the members; null before the first use. */
  private @Nullable Map<List<String>, Named> named;

  CallMembers(InterceptedCall call) {
    this.call = call;
  }

  /** The pairs or tags of some members, and their values by the name in lower case. */
  private record Named(List<Entry> entries, Map<String, List<String>> values) {}

  InterceptedCall call() {
    return call;
  }

  RequestMembers request() {
    return call.request();
  }

  /** The pairs or tags that a mapping spreads over keys of their own. */
  List<Entry> entries(ContextMapping mapping) {
    return named(mapping).entries();
  }

  /**
   * The values of the pairs or tags of a name. Names that differ in case only are one key with
   * several values (rule 3.2).
   *
   * @param name the name in lower case
   */
  List<String> values(ContextMapping mapping, String name) {
    return named(mapping).values().getOrDefault(name, List.of());
  }

  private Named named(ContextMapping mapping) {
    Map<List<String>, Named> read = named;
    if (read == null) {
      read = new HashMap<>(2);
      named = read;
    }
    return read.computeIfAbsent(mapping.members(), unused -> read(mapping));
  }

  private Named read(ContextMapping mapping) {
    List<Entry> entries = new ArrayList<>();
    for (String member : mapping.members()) {
      request().value(member).map(request()::entries).ifPresent(entries::addAll);
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Entry entry : entries) {
      values
          .computeIfAbsent(entry.name().toLowerCase(Locale.ROOT), unused -> new ArrayList<>(1))
          .add(entry.value());
    }
    return new Named(entries, values);
  }
}
