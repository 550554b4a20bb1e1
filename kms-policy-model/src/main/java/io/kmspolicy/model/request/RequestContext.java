package io.kmspolicy.model.request;

import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An immutable condition context. Names are case-insensitive: entries whose names differ only in
 * letter case are one key with several values (rule 3.2). A key is absent if it has no entry and no
 * unknown prefix covers it.
 */
public final class RequestContext implements ConditionContext {

  private static final String CONTEXT_PREFIX = "kms:encryptioncontext:";

  /** The key is unknown if any encryption context pair may be unknown (rule 6.12). */
  private static final String CONTEXT_KEYS = "kms:encryptioncontextkeys";

  private static final int HASH_MULTIPLIER = 0x9E3779B1;

  /** The number of slots that a lookup probes before it searches {@link #values}. */
  private static final int WINDOW = 16;

  private static final int NO_SLOT = -1;

  private static final RequestContext EMPTY = new Builder().build();

  private final SortedMap<String, ContextValue> values;
  private final SortedSet<String> spellings;
  private final SortedSet<String> unknownPrefixes;

  /**
   * The keys of the hash table that {@link #get} searches: open addressing with linear probing,
   * load factor at most 0.5. It has the entries of {@link #values}, except for those that found no
   * free slot within {@value #WINDOW}: callers choose the names of encryption context pairs, and
   * many names can have one hash code. Names come from {@link ConditionContext#name}, so that most
   * lookups compare by identity and read few cache lines.
   */
  private final @Nullable String[] names;

  /** The values of the hash table, at the indexes of {@link #names}. */
  private final @Nullable ContextValue[] slotValues;

  private final String[] prefixes;
  private final long nameBits;

  /**
   * The widest forms of the names that are perhaps the same as others in small letters; null for
   * none, as in nearly every context. Another name of such a form is perhaps present (rule 3.2).
   */
  private final @Nullable Set<String> openNames;

  private RequestContext(
      SortedMap<String, ContextValue> values,
      SortedSet<String> spellings,
      SortedSet<String> unknownPrefixes) {
    this.values = values;
    this.spellings = spellings;
    this.unknownPrefixes = unknownPrefixes;
    this.names = new String[Integer.highestOneBit(Math.max(1, 2 * values.size() - 1)) * 2];
    this.slotValues = new ContextValue[names.length];
    this.prefixes = unknownPrefixes.toArray(new String[0]);
    values.forEach(
        (name, value) -> {
          int slot = slotOf(name);
          if (slot >= 0) {
            names[slot] = name;
            slotValues[slot] = value;
          }
        });
    this.openNames = openNames(values.keySet());
    this.nameBits = prefixes.length > 0 || openNames != null ? -1 : bits(values.keySet());
  }

  private static @Nullable Set<String> openNames(Set<String> names) {
    Set<String> open = null;
    for (String name : names) {
      if (LetterCase.isOpenName(name)) {
        open = open == null ? new HashSet<>() : open;
        open.add(LetterCase.widest(name));
      }
    }
    return open;
  }

  private static long bits(Set<String> names) {
    long bits = 0;
    for (String name : names) {
      bits |= ConditionContext.bit(name);
    }
    return bits;
  }

  /**
   * The slot of a name, or the free slot at which it would be inserted; {@link #NO_SLOT} if all
   * slots of the window have other names. Multiplicative hashing mixes the upper bits best.
   */
  private int slotOf(String name) {
    int mask = names.length - 1;
    int slot = (name.hashCode() * HASH_MULTIPLIER) >>> Integer.numberOfLeadingZeros(mask);
    for (int step = 0; step < WINDOW; step++) {
      String occupant = names[slot];
      if (occupant == null || occupant.equals(name)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return NO_SLOT;
  }

  /** The context without keys. */
  public static RequestContext empty() {
    return EMPTY;
  }

  /** A builder without keys. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ContextValue get(String key) {
    int slot = slotOf(key);
    ContextValue value = slot >= 0 ? slotValues[slot] : values.get(key);
    if (value != null) {
      return value;
    }
    return isUnknownByPrefix(key) || isPerhapsPresent(key)
        ? ContextValue.unknown()
        : ContextValue.absent();
  }

  @Override
  public long nameBits() {
    return nameBits;
  }

  private boolean isPerhapsPresent(String key) {
    return openNames != null && openNames.contains(LetterCase.widest(key));
  }

  private boolean isUnknownByPrefix(String key) {
    for (String prefix : prefixes) {
      if (key.startsWith(prefix)
          || (key.equals(CONTEXT_KEYS) && prefix.startsWith(CONTEXT_PREFIX))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    List<String> names = new ArrayList<>();
    for (String spelling : spellings) {
      if (spelling.regionMatches(true, 0, prefix, 0, prefix.length())) {
        String name = LetterCase.lowerCase(spelling);
        if (values.get(name) instanceof ContextValue.Present) {
          names.add(spelling.substring(prefix.length()));
        }
      }
    }
    return names;
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    boolean listed =
        values.tailMap(prefix).entrySet().stream()
            .takeWhile(entry -> entry.getKey().startsWith(prefix))
            .map(Map.Entry::getValue)
            .anyMatch(ContextValue::isOpen);
    return listed
        || unknownPrefixes.stream()
            .anyMatch(unknown -> unknown.startsWith(prefix) || prefix.startsWith(unknown));
  }

  @Override
  public Optional<Collection<String>> allNamesUnder(String prefix) {
    return mayHoldOthersUnder(prefix) || openNames != null
        ? Optional.empty()
        : Optional.of(namesUnder(prefix));
  }

  /** The names of the keys in the spelling of the request, sorted. */
  public SortedSet<String> spellings() {
    return spellings;
  }

  /** The state of each key that has an entry, by name in lower case. */
  public SortedMap<String, ContextValue> values() {
    return values;
  }

  /** The prefixes in lower case for which every key without an entry is unknown (rule 6.12). */
  public SortedSet<String> unknownPrefixes() {
    return unknownPrefixes;
  }

  /** A builder that starts with the entries of this context. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.values.putAll(values);
    builder.spellings.addAll(spellings);
    builder.prefixes.addAll(unknownPrefixes);
    return builder;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestContext that
        && values.equals(that.values)
        && spellings.equals(that.spellings)
        && unknownPrefixes.equals(that.unknownPrefixes);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode() + unknownPrefixes.hashCode();
  }

  /** The names of the keys and how much of them is known; no values, which may be secret. */
  @Override
  public String toString() {
    return "RequestContext" + values + unknownPrefixes;
  }

  /** Collects the keys of a context. Not thread-safe. */
  public static final class Builder {

    private final TreeMap<String, ContextValue> values = new TreeMap<>();
    private final TreeSet<String> spellings = new TreeSet<>();
    private final TreeSet<String> prefixes = new TreeSet<>();

    private Builder() {}

    /** Adds values to a key. */
    public Builder put(String key, String... added) {
      return put(key, List.of(added));
    }

    /** Adds values to a key. An empty list makes the key present without a value. */
    public Builder put(String key, List<String> added) {
      spellings.add(key);
      values.merge(ConditionContext.name(key), new ContextValue.Present(added), Builder::merge);
      return this;
    }

    /** Sets the state of a key and replaces its previous state. */
    public Builder set(String key, ContextValue value) {
      spellings.add(key);
      values.put(ConditionContext.name(key), value);
      return this;
    }

    /**
     * Makes a key unknown. With a trailing {@code *}, makes every key with this prefix unknown that
     * has no entry.
     */
    public Builder unknown(String nameOrPrefix) {
      String name = LetterCase.lowerCase(nameOrPrefix);
      if (name.endsWith("*")) {
        prefixes.add(name.substring(0, name.length() - 1));
      } else {
        spellings.add(nameOrPrefix);
        values.putIfAbsent(ConditionContext.name(name), ContextValue.unknown());
      }
      return this;
    }

    private static ContextValue merge(ContextValue first, ContextValue second) {
      if (first instanceof ContextValue.Present left
          && second instanceof ContextValue.Present right) {
        List<String> both = new ArrayList<>(left.values());
        both.addAll(right.values());
        return new ContextValue.Present(both);
      }
      return second;
    }

    /**
     * Values under names that are perhaps one name, by the letter case of some versions of Unicode.
     */
    private static SortedMap<String, ContextValue> withOpenNames(Map<String, ContextValue> values) {
      SortedMap<String, ContextValue> open = new TreeMap<>(values);
      Map<String, String> seen = new HashMap<>();
      for (String name : values.keySet()) {
        if (LetterCase.isOpenName(name)) {
          String other = seen.putIfAbsent(LetterCase.widest(name), name);
          if (other != null) {
            open.computeIfPresent(name, Builder::withOthers);
            open.computeIfPresent(other, Builder::withOthers);
          }
        }
      }
      return open;
    }

    private static ContextValue withOthers(String name, ContextValue value) {
      return value instanceof ContextValue.Present
          ? ContextValue.presentUnknown()
          : ContextValue.unknown();
    }

    /** The context. */
    public RequestContext build() {
      return new RequestContext(
          Collections.unmodifiableSortedMap(withOpenNames(values)),
          Collections.unmodifiableSortedSet(new TreeSet<>(spellings)),
          Collections.unmodifiableSortedSet(new TreeSet<>(prefixes)));
    }
  }
}
