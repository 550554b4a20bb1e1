package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sets of values of a multivalued key that its tests distinguish, as the states of a finite
 * automaton that reads the members of a set one by one. {@code ForAllValues} depends on the minimum
 * of the results for the members, {@code ForAnyValue} on the maximum, and a plain operator may
 * depend on both. So a state consists of these for each test, and of whether the set has one member
 * and whether it is null (rules 3.5, 3.9). Not thread-safe.
 */
final class SetStates {

  /** The maximum number of classes of members. */
  static final int MAX_MEMBERS = 16;

  /** The maximum number of states. */
  static final int MAX_STATES = 64;

  private final List<String> members;
  private final List<List<MatchResult>> results;
  private final List<Quantifier> quantifiers;
  private final boolean countsMembers;
  private final StepCounter counter;
  private final Map<State, List<String>> sets = new LinkedHashMap<>();
  private final Deque<State> open = new ArrayDeque<>();

  /** The results for the members of a set, by test. */
  private record State(
      List<MatchResult> all, List<MatchResult> some, boolean isSingle, boolean isNull) {}

  /**
   * The sets of some members.
   *
   * @param results the results of all tests for each member
   * @param quantifiers the set operator of each test
   * @param countsMembers whether a test distinguishes one member from several
   */
  SetStates(
      List<String> members,
      List<List<MatchResult>> results,
      List<Quantifier> quantifiers,
      boolean countsMembers,
      StepCounter counter) {
    this.members = members;
    this.results = results;
    this.quantifiers = quantifiers;
    this.countsMembers = countsMembers;
    this.counter = counter;
  }

  /**
   * Every set of some members.
   *
   * @param countsMembers whether a test distinguishes one member from several
   */
  static List<ContextValue> all(List<String> members, boolean countsMembers) {
    List<ContextValue> sets = new ArrayList<>();
    if (countsMembers) {
      sets.add(ContextValue.of());
    }
    for (int bits = 1; bits < 1 << members.size(); bits++) {
      List<String> set = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        if ((bits >> i & 1) == 1) {
          set.add(members.get(i));
        }
      }
      sets.add(new ContextValue.Present(set));
      // Two empty texts are several values of a null set (rules 3.5, 3.9).
      if (set.size() == 1 && (countsMembers || set.get(0).isEmpty())) {
        sets.add(ContextValue.of(set.get(0), set.get(0)));
      }
    }
    return sets;
  }

  /** One set for each state; empty if there are too many. */
  Optional<List<ContextValue>> examples() {
    for (int i = 0; i < members.size(); i++) {
      String member = members.get(i);
      State single = state(results.get(i), results.get(i), countsMembers, member.isEmpty());
      add(single, List.of(member));
    }
    while (!open.isEmpty() && sets.size() <= MAX_STATES) {
      State state = open.remove();
      List<String> before = sets.getOrDefault(state, List.of());
      for (int i = 0; i < members.size(); i++) {
        List<String> longer = new ArrayList<>(before);
        longer.add(members.get(i));
        add(state(state, i), longer);
      }
    }
    return sets.size() > MAX_STATES
        ? Optional.empty()
        : Optional.of(sets.values().stream().<ContextValue>map(ContextValue.Present::new).toList());
  }

  private void add(State state, List<String> set) {
    counter.spend(1 + state.all().size());
    if (sets.putIfAbsent(state, set) == null) {
      open.add(state);
    }
  }

  private State state(State before, int index) {
    List<MatchResult> member = results.get(index);
    List<MatchResult> all = new ArrayList<>();
    List<MatchResult> some = new ArrayList<>();
    for (int i = 0; i < member.size(); i++) {
      all.add(before.all().get(i).and(member.get(i)));
      some.add(before.some().get(i).or(member.get(i)));
    }
    return state(all, some, false, before.isNull() && members.get(index).isEmpty());
  }

  /** A state without the results that no test depends on. */
  private State state(
      List<MatchResult> all, List<MatchResult> some, boolean isSingle, boolean isNull) {
    List<MatchResult> least = new ArrayList<>();
    List<MatchResult> greatest = new ArrayList<>();
    for (int i = 0; i < quantifiers.size(); i++) {
      Quantifier quantifier = quantifiers.get(i);
      least.add(quantifier == Quantifier.FOR_ANY_VALUE ? MatchResult.MATCH : all.get(i));
      greatest.add(quantifier == Quantifier.FOR_ALL_VALUES ? MatchResult.NO_MATCH : some.get(i));
    }
    return new State(least, greatest, isSingle, isNull);
  }
}
