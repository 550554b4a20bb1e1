package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Grants by the encryption context pairs of their constraints. Each grant is held at one of its
 * pairs, the one that the fewest grants have. Immutable.
 *
 * <p>A list can have 50,000 grants, so the pairs are counted in one pass, which remembers the value
 * of each pair, and a second pass looks nothing up. A name with one value has no hash table of its
 * own. The hash tables have texts as keys, and {@code HashMap} searches equal hash codes of texts
 * in a tree.
 */
final class GrantPairs {

  /** The names of pairs in lower case at which grants are held, in the order of the grants. */
  private final Map<String, Name> byName;

  private GrantPairs(Map<String, Name> byName) {
    this.byName = byName;
  }

  /** The pairs of grants with at least one pair each. */
  static GrantPairs of(List<Grant> grants) {
    Counter counter = new Counter();
    grants.forEach(grant -> pairs(grant).forEach(counter));
    int at = 0;
    for (Grant grant : grants) {
      int end = at + pairs(grant).size();
      rarest(counter.pairs.subList(at, end)).add(grant);
      at = end;
    }
    counter.byName.values().removeIf(name -> !name.holdsGrants);
    return new GrantPairs(counter.byName);
  }

  private static Value rarest(List<Value> pairs) {
    Value rarest = pairs.get(0);
    for (Value pair : pairs) {
      rarest = pair.count < rarest.count ? pair : rarest;
    }
    return rarest;
  }

  /** The pairs of a grant's constraint; empty if it has none. */
  static Map<String, String> pairs(Grant grant) {
    ContextConstraint constraint = grant.constraints().encryptionContext();
    if (constraint instanceof ContextConstraint.EqualTo equal) {
      return equal.pairs();
    }
    return constraint instanceof ContextConstraint.Containing containing
        ? containing.pairs()
        : Map.of();
  }

  Collection<Name> names() {
    return byName.values();
  }

  /** The grants that are held at a name in any spelling, or null. */
  @Nullable Name named(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /** Counts the grants of each pair. */
  private static final class Counter implements BiConsumer<String, String> {

    private final Map<String, Name> byName = new LinkedHashMap<>();

    /** The spellings that are not in lower case. */
    private final Map<String, Name> spelled = new HashMap<>();

    /** The value of each pair of each grant. */
    private final List<Value> pairs = new ArrayList<>();

    @Override
    public void accept(String name, String value) {
      Name known = byName.get(name);
      Value pair = (known == null ? spelled(name) : known).valueOf(value);
      pair.count++;
      pairs.add(pair);
    }

    /** The name for a spelling that occurs for the first time, or is not in lower case. */
    private Name spelled(String name) {
      Name known = spelled.get(name);
      if (known == null) {
        String lower = name.toLowerCase(Locale.ROOT);
        known = byName.computeIfAbsent(lower, Name::new);
        if (!lower.equals(name)) {
          spelled.put(name, known);
        }
      }
      return known;
    }
  }

  /** A linked list of the grants that are held at one pair. */
  private record Held(Grant grant, @Nullable Held next) {}

  /** A value of a name. */
  private static final class Value {

    private final Name name;
    private final String text;

    /** The number of grants that have the pair. */
    private int count;

    private @Nullable Held grants;

    Value(Name name, String text) {
      this.name = name;
      this.text = text;
    }

    void add(Grant grant) {
      grants = new Held(grant, grants);
      name.holdsGrants = true;
    }
  }

  /** The grants that are held at the pairs of one name. */
  static final class Name {

    private final String name;

    /** The condition key of the pairs, made at the first use. A race is benign. */
    private @Nullable String key;

    private boolean holdsGrants;
    private @Nullable Value first;

    /** All values, if there is more than one. */
    private @Nullable Map<String, Value> several;

    Name(String name) {
      this.name = name;
    }

    private Value valueOf(String text) {
      Value only = first;
      if (only == null) {
        only = new Value(this, text);
        first = only;
      }
      if (only.text.equals(text)) {
        return only;
      }
      Map<String, Value> values = several;
      if (values == null) {
        values = new LinkedHashMap<>();
        values.put(only.text, only);
        several = values;
      }
      return values.computeIfAbsent(text, unused -> new Value(this, text));
    }

    private @Nullable Value find(String text) {
      if (several != null) {
        return several.get(text);
      }
      return first != null && first.text.equals(text) ? first : null;
    }

    private Collection<Value> values() {
      if (several != null) {
        return several.values();
      }
      return first == null ? List.of() : List.of(first);
    }

    private String key() {
      String made = key;
      if (made == null) {
        made = GrantConstraintMatcher.CONTEXT_PREFIX + name;
        key = made;
      }
      return made;
    }

    /** Whether the constraints of some grant hold, joined with the result for other grants. */
    MatchResult match(
        ConditionContext context, GrantConstraintMatcher matcher, MatchResult before) {
      ContextValue value = context.get(key());
      if (value instanceof ContextValue.Absent) {
        return before;
      }
      if (!(value instanceof ContextValue.Present present)) {
        return mayMatch(context, matcher, before);
      }
      MatchResult result = before;
      List<String> values = present.values();
      for (int i = 0; i < values.size(); i++) {
        Value found = find(values.get(i));
        Held held = found == null ? null : found.grants;
        for (int step = 0; held != null && !result.isCertain(); step++) {
          StepCounter.step(context, step);
          result = result.or(matcher.of(held.grant));
          held = held.next;
        }
      }
      return result;
    }

    /** With an unknown value, no grant matches for certain, so one possible grant is enough. */
    private MatchResult mayMatch(
        ConditionContext context, GrantConstraintMatcher matcher, MatchResult before) {
      if (before != MatchResult.NO_MATCH) {
        return before;
      }
      int step = 0;
      for (Value value : values()) {
        for (Held held = value.grants; held != null; held = held.next) {
          StepCounter.step(context, step++);
          if (!matcher.of(held.grant).isImpossible()) {
            return MatchResult.INDETERMINATE;
          }
        }
      }
      return before;
    }
  }
}
