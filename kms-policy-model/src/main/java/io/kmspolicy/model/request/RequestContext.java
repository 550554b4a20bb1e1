package io.kmspolicy.model.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An immutable condition context. Names are case-insensitive; entries whose names differ only in
 * case are one key with several values (rule 3.2). A key that is neither listed nor covered by an
 * unknown name or prefix is absent.
 */
public final class RequestContext implements ConditionContext {

  private static final String CONTEXT_PREFIX = "kms:encryptioncontext:";

  /** Unknown as soon as encryption context pairs are (rule 6.12). */
  private static final String CONTEXT_KEYS = "kms:encryptioncontextkeys";

  private static final int MIX = 0x9E3779B1;

  /** The best mixed bits are the upper ones. */
  private static final int MIXED_BITS = 20;

  private static final RequestContext EMPTY = new Builder().build();

  private final SortedMap<String, ContextValue> values;
  private final SortedSet<String> spellings;
  private final SortedSet<String> unknownPrefixes;

  /**
   * The same again, for finding one at once: open addressing, at most half full. Names are those of
   * {@link ConditionContext#name}, so that most are found by their identity, and a decision reads
   * few cache lines of a context.
   */
  private final @Nullable String[] names;

  private final @Nullable ContextValue[] byName;
  private final String[] prefixes;

  private RequestContext(
      SortedMap<String, ContextValue> values,
      SortedSet<String> spellings,
      SortedSet<String> unknownPrefixes) {
    this.values = values;
    this.spellings = spellings;
    this.unknownPrefixes = unknownPrefixes;
    this.names = new String[Integer.highestOneBit(2 * values.size() + 1) * 2];
    this.byName = new ContextValue[names.length];
    this.prefixes = unknownPrefixes.toArray(new String[0]);
    values.forEach(
        (name, value) -> {
          int place = place(name);
          names[place] = name;
          byName[place] = value;
        });
  }

  /** Where a name stands, or would stand. */
  private int place(String name) {
    int mask = names.length - 1;
    int place = ((name.hashCode() * MIX) >>> MIXED_BITS) & mask;
    String held = names[place];
    while (held != null && !held.equals(name)) {
      place = (place + 1) & mask;
      held = names[place];
    }
    return place;
  }

  /** The context that holds nothing. */
  public static RequestContext empty() {
    return EMPTY;
  }

  /** Starts a context. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ContextValue get(String key) {
    ContextValue value = byName[place(key)];
    if (value != null) {
      return value;
    }
    return isUnknownByPrefix(key) ? ContextValue.unknown() : ContextValue.absent();
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
        String name = spelling.toLowerCase(Locale.ROOT);
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
        values.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .map(Map.Entry::getValue)
            .anyMatch(
                value ->
                    value instanceof ContextValue.Unknown
                        || value instanceof ContextValue.PresentUnknown);
    return listed
        || unknownPrefixes.stream()
            .anyMatch(unknown -> unknown.startsWith(prefix) || prefix.startsWith(unknown));
  }

  /** The names of the keys in the spelling of the request, in order. */
  public SortedSet<String> spellings() {
    return spellings;
  }

  /** What is said of single keys, by name in lower case. */
  public SortedMap<String, ContextValue> values() {
    return values;
  }

  /** The lower-case prefixes under which every key that is not listed is unknown (rule 6.12). */
  public SortedSet<String> unknownPrefixes() {
    return unknownPrefixes;
  }

  /** A builder that starts with what this context says. */
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

    /** Adds values to a key; an empty list is a key that is present without a value. */
    public Builder put(String key, List<String> added) {
      spellings.add(key);
      values.merge(ConditionContext.name(key), new ContextValue.Present(added), Builder::together);
      return this;
    }

    /** Says what is known of a key, in place of what was said before. */
    public Builder set(String key, ContextValue value) {
      spellings.add(key);
      values.put(ConditionContext.name(key), value);
      return this;
    }

    /**
     * Makes a key unknown, or with a trailing {@code *} every key with that prefix that has no
     * value.
     */
    public Builder unknown(String nameOrPrefix) {
      String name = nameOrPrefix.toLowerCase(Locale.ROOT);
      if (name.endsWith("*")) {
        prefixes.add(name.substring(0, name.length() - 1));
      } else {
        spellings.add(nameOrPrefix);
        values.putIfAbsent(ConditionContext.name(name), ContextValue.unknown());
      }
      return this;
    }

    private static ContextValue together(ContextValue first, ContextValue second) {
      if (first instanceof ContextValue.Present one && second instanceof ContextValue.Present two) {
        List<String> both = new ArrayList<>(one.values());
        both.addAll(two.values());
        return new ContextValue.Present(both);
      }
      return second;
    }

    /** The context. */
    public RequestContext build() {
      return new RequestContext(
          Collections.unmodifiableSortedMap(new TreeMap<>(values)),
          Collections.unmodifiableSortedSet(new TreeSet<>(spellings)),
          Collections.unmodifiableSortedSet(new TreeSet<>(prefixes)));
    }
  }
}
