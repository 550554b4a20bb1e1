package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.table.GrantPairIndex.Compared;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** More grants at one pair have an index by their other pairs. */
  private static final int FEW = 8;

  /** The grants of a name that are compared with an unknown value before an index is made. */
  private static final int FIRST = 64;

  /** The names of pairs in lower case at which grants are held, in the order of the grants. */
  private final Map<String, Name> byName;

  private GrantPairs(Map<String, Name> byName) {
    this.byName = byName;
  }

  /** The pairs of grants with at least one pair each by which they were not found yet. */
  static GrantPairs of(List<Grant> grants, Compared compared) {
    Counter counter = new Counter(compared);
    int[] ends = new int[grants.size()];
    for (int i = 0; i < ends.length; i++) {
      compared.pairs(grants.get(i)).forEach(counter);
      ends[i] = counter.pairs.size();
    }
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      rarest(counter.pairs.subList(at, ends[i])).add(grants.get(i));
      at = ends[i];
    }
    counter.byName.values().removeIf(name -> !name.holdsGrants());
    counter.byName.values().forEach(Name::index);
    return new GrantPairs(counter.byName);
  }

  private static Value rarest(List<Value> pairs) {
    Value rarest = pairs.get(0);
    for (Value pair : pairs) {
      rarest = pair.count < rarest.count ? pair : rarest;
    }
    return rarest;
  }

  Collection<Name> names() {
    return byName.values();
  }

  /** The grants that are held at a name in any spelling, or null. */
  @Nullable Name named(String name) {
    return byName.get(LetterCase.lowerCase(name));
  }

  /** Counts the grants of each pair. */
  private static final class Counter implements BiConsumer<String, String> {

    private final Compared compared;
    private final Map<String, Name> byName = new LinkedHashMap<>();

    /** The spellings that are not in lower case. */
    private final Map<String, Name> spelled = new HashMap<>();

    /** The value of each pair of each grant. */
    private final List<Value> pairs = new ArrayList<>();

    Counter(Compared compared) {
      this.compared = compared;
    }

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
        String lower = LetterCase.lowerCase(name);
        known = byName.computeIfAbsent(lower, unused -> new Name(lower, compared));
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

    /** The number of grants that are held here. */
    private int held;

    private @Nullable Held grants;

    /** The index of the grants that are held here, if there are many. */
    private @Nullable GrantPairIndex index;

    Value(Name name, String text) {
      this.name = name;
      this.text = text;
    }

    void add(Grant grant) {
      grants = new Held(grant, grants);
      held++;
      name.held++;
    }

    void addTo(List<Grant> list) {
      for (Held one = grants; one != null; one = one.next) {
        list.add(one.grant);
      }
    }

    /** Whether the constraints of some grant hold, joined with the result for other grants. */
    MatchResult match(
        ConditionContext context, GrantConstraintMatcher matcher, MatchResult before) {
      if (index != null) {
        return index.match(matcher, context, before);
      }
      MatchResult result = before;
      Held one = grants;
      for (int step = 0; one != null && !result.isMatch(); step++) {
        StepCounter.step(context, step);
        result = result.or(matcher.of(one.grant));
        one = one.next;
      }
      return result;
    }
  }

  /** The grants that are held at the pairs of one name. */
  static final class Name {

    private final String name;

    /** The condition key of the pairs, made at the first use. A race is benign. */
    private @Nullable String key;

    private final Compared compared;

    /** The number of grants that are held at the name. */
    private int held;

    private @Nullable Value first;

    /** All values, if there is more than one. */
    private @Nullable Map<String, Value> several;

    /**
     * The index of all grants that are held at the name by their other pairs, made at the first
     * request in which the value is unknown. A race is benign.
     */
    private volatile @Nullable GrantPairIndex ofUnknownValue;

    Name(String name, Compared compared) {
      this.name = name;
      this.compared = compared;
    }

    boolean holdsGrants() {
      return held > 0;
    }

    /** Makes the indexes of values that hold many grants. */
    private void index() {
      Compared others = held > FEW ? compared.at(name, false) : null;
      if (others != null) {
        for (Value value : values()) {
          if (value.held > FEW) {
            List<Grant> grants = new ArrayList<>(value.held);
            value.addTo(grants);
            value.index = GrantPairIndex.of(grants, others);
          }
        }
      }
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
        if (found != null && !result.isMatch()) {
          result = found.match(context, matcher, result);
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
        for (Held one = value.grants; one != null; one = one.next) {
          GrantPairIndex index = step < FIRST ? null : ofUnknownValue();
          if (index != null) {
            return index.match(matcher, context, before);
          }
          StepCounter.step(context, step++);
          if (!matcher.of(one.grant).isNoMatch()) {
            return MatchResult.INDETERMINATE;
          }
        }
      }
      return before;
    }

    /** The index of the grants that are held at the name, or null if they have too many pairs. */
    private @Nullable GrantPairIndex ofUnknownValue() {
      GrantPairIndex made = ofUnknownValue;
      Compared others = made == null ? compared.at(name, true) : null;
      if (others != null) {
        List<Grant> grants = new ArrayList<>(held);
        values().forEach(value -> value.addTo(grants));
        made = GrantPairIndex.of(grants, others);
        ofUnknownValue = made;
      }
      return made;
    }
  }
}
