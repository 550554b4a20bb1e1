package io.kmspolicy.mapping;

import io.kmspolicy.mapping.RequestMembers.Entry;
import io.kmspolicy.model.catalogue.ContextMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The members of one call, with the pairs and tags by name. A request can contain thousands of
 * pairs, and many conditions can read them, so their names are brought to lower case once.
 *
 * <p>Thread-safe: after the decision, a listener and an explanation read the same call on threads
 * of their own. Two threads may read the same pairs at the same time; both find the same.
 */
final class CallMembers {

  private final InterceptedCall call;

  /** By the names of the members. No map is changed: one that knows more replaces it. */
  private volatile Map<List<String>, Named> named = Map.of();

  CallMembers(InterceptedCall call) {
    this.call = call;
  }

  /** The pairs or tags of some members, and their values by the name in lower case; unchanged. */
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
    Named known = named.get(mapping.members());
    return known == null ? remember(mapping.members(), read(mapping)) : known;
  }

  private Named remember(List<String> members, Named read) {
    Map<List<String>, Named> more = new HashMap<>(named);
    more.put(members, read);
    named = more;
    return read;
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
