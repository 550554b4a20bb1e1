package io.kmspolicy.mapping;

import io.kmspolicy.mapping.RequestMembers.Entry;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of one call, with the pairs and tags by name. A request can contain thousands of
 * pairs, and many conditions can read them, so their names are brought to lower case once.
 *
 * <p>Thread-safe: after the decision, a listener and an explanation read the same call on threads
 * of their own. Two threads may read the same pairs at the same time; both find the same.
 */
final class CallMembers {

  private final InterceptedCall call;

  /** The members that were read. It is not changed: a longer list replaces it. */
  private volatile List<Named> read = List.of();

  CallMembers(InterceptedCall call) {
    this.call = call;
  }

  /**
   * The pairs or tags of some members; unchanged.
   *
   * @param members the names of the members
   * @param names the names of the pairs in lower case
   * @param values the values by these names; empty if there are so few that all are compared
   * @param open the names with a letter whose case is not the same in all versions of Unicode
   * @param counted whether the characters of all names and values are counted alike by everybody
   */
  private record Named(
      List<String> members,
      List<Entry> entries,
      List<String> names,
      Map<String, List<String>> values,
      List<String> open,
      boolean counted) {

    private static final int FEW = 4;

    static Named of(List<String> members, List<Entry> entries) {
      List<String> names = new ArrayList<>(entries.size());
      List<String> open = new ArrayList<>(0);
      boolean counted = true;
      for (Entry entry : entries) {
        names.add(LetterCase.lowerCase(entry.name()));
        if (LetterCase.isOpenName(entry.name())) {
          open.add(LetterCase.lowerCase(entry.name()));
        }
        counted &= CountedText.isCounted(entry.name()) && CountedText.isCounted(entry.value());
      }
      Map<String, List<String>> values = Map.of();
      if (names.size() > FEW) {
        values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
          values
              .computeIfAbsent(names.get(i), first -> new ArrayList<>(1))
              .add(entries.get(i).value());
        }
      }
      return new Named(members, entries, names, values, open, counted);
    }

    List<String> valuesOf(String name) {
      if (names.size() > FEW) {
        return values.getOrDefault(name, List.of());
      }
      int first = names.indexOf(name);
      if (first == names.lastIndexOf(name)) { // one, or none
        return first < 0 ? List.of() : List.of(entries.get(first).value());
      }
      List<String> found = new ArrayList<>();
      for (int i = first; i < names.size(); i++) {
        if (names.get(i).equals(name)) {
          found.add(entries.get(i).value());
        }
      }
      return found;
    }
  }

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
    return named(mapping).valuesOf(name);
  }

  /**
   * Whether another name is perhaps the same as this one, by the letter case of some versions of
   * Unicode (rule 3.2).
   *
   * @param name the name in lower case
   */
  boolean perhapsHasOther(ContextMapping mapping, String name) {
    for (String open : named(mapping).open()) {
      if (LetterCase.arePerhapsSameName(open, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the characters of all names and values are counted alike by everybody. */
  boolean areCounted(ContextMapping mapping) {
    return named(mapping).counted();
  }

  private Named named(ContextMapping mapping) {
    for (Named known : read) {
      if (known.members().equals(mapping.members())) {
        return known;
      }
    }
    Named named = Named.of(mapping.members(), read(mapping.members()));
    List<Named> more = new ArrayList<>(read);
    more.add(named);
    read = more;
    return named;
  }

  private List<Entry> read(List<String> members) {
    List<Entry> entries = new ArrayList<>();
    for (String member : members) {
      Optional<Object> value = request().value(member);
      if (value.isPresent()) {
        entries.addAll(request().entries(value.get()));
      }
    }
    return entries;
  }
}
