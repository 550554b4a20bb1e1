package io.kmspolicy.engine.cover;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Terms as one condition. Terms that differ in the values of one test only are merged to a term
 * whose test has all the values; negations of such tests are merged within a term (De Morgan).
 * Literals that all terms have are factored out.
 *
 * @param expressions the condition of each variable of the terms
 */
public record MergedTerms(List<ConditionExpression> expressions) {

  /** A term without one of its tests, and that test without its values. */
  private record Frame(Set<ConditionExpression> rest, ConditionOperator operator, String key) {}

  public ConditionExpression of(List<PrimeCover.Term> terms) {
    List<List<ConditionExpression>> merged = new ArrayList<>();
    terms.forEach(term -> merged.add(literals(term)));
    boolean isChanged = true;
    while (isChanged) {
      isChanged = mergeOnce(merged);
    }
    return factored(merged);
  }

  /** The disjunction of the terms, with the literals that all terms have before it. */
  private static ConditionExpression factored(List<List<ConditionExpression>> terms) {
    if (terms.size() < 2) {
      return ConditionExpression.any(terms.stream().map(ConditionExpression::all).toList());
    }
    List<ConditionExpression> common = new ArrayList<>(terms.get(0));
    terms.forEach(common::retainAll);
    List<ConditionExpression> rests = new ArrayList<>();
    for (List<ConditionExpression> term : terms) {
      List<ConditionExpression> rest = new ArrayList<>(term);
      rest.removeAll(common);
      rests.add(ConditionExpression.all(rest));
    }
    common.add(ConditionExpression.any(rests));
    return ConditionExpression.all(common);
  }

  private List<ConditionExpression> literals(PrimeCover.Term term) {
    List<ConditionExpression> literals = new ArrayList<>();
    Map<Frame, ConditionExpression.Predicate> failing = new LinkedHashMap<>();
    term.literals()
        .forEach(
            (variable, holds) -> {
              ConditionExpression one = expressions.get(variable);
              if (!holds && one instanceof ConditionExpression.Predicate test && isUnion(test)) {
                failing.merge(
                    new Frame(Set.of(), test.operator(), test.key()), test, MergedTerms::union);
              } else {
                literals.add(holds ? one : one.negated());
              }
            });
    failing.values().forEach(test -> literals.add(test.negated()));
    return literals;
  }

  /** Whether a test holds if and only if it holds for one of its policy values. */
  private static boolean isUnion(ConditionExpression.Predicate test) {
    return !test.operator().comparison().negated()
        && test.operator().comparison() != Comparison.NULL
        && test.operator().quantifier() != Quantifier.FOR_ALL_VALUES
        && !test.values().isEmpty();
  }

  /** The disjunction of conditions, with one test for all tests of a key by one operator. */
  public static ConditionExpression any(List<ConditionExpression> parts) {
    List<ConditionExpression> merged = new ArrayList<>();
    Map<Frame, ConditionExpression.Predicate> tests = new LinkedHashMap<>();
    for (ConditionExpression part : parts) {
      if (part instanceof ConditionExpression.Predicate test && isUnion(test)) {
        tests.merge(new Frame(Set.of(), test.operator(), test.key()), test, MergedTerms::union);
      } else {
        merged.add(part);
      }
    }
    merged.addAll(tests.values());
    return ConditionExpression.any(merged);
  }

  private static ConditionExpression.Predicate union(
      ConditionExpression.Predicate left, ConditionExpression.Predicate right) {
    Set<String> values = new LinkedHashSet<>(left.values());
    values.addAll(right.values());
    return new ConditionExpression.Predicate(left.operator(), left.key(), List.copyOf(values));
  }

  /** Merges two terms if there are such; the merged one takes the place of the first. */
  private static boolean mergeOnce(List<List<ConditionExpression>> terms) {
    Map<Frame, Integer> seen = new LinkedHashMap<>();
    for (int i = 0; i < terms.size(); i++) {
      for (ConditionExpression literal : terms.get(i)) {
        if (literal instanceof ConditionExpression.Predicate test && isUnion(test)) {
          Set<ConditionExpression> rest = new LinkedHashSet<>(terms.get(i));
          rest.remove(test);
          Integer before = seen.putIfAbsent(new Frame(rest, test.operator(), test.key()), i);
          if (before != null && before != i) {
            merge(terms, before, i, test);
            return true;
          }
        }
      }
    }
    return false;
  }

  private static void merge(
      List<List<ConditionExpression>> terms,
      int first,
      int second,
      ConditionExpression.Predicate test) {
    List<ConditionExpression> merged = new ArrayList<>();
    for (ConditionExpression literal : terms.get(first)) {
      boolean differs = !terms.get(second).contains(literal);
      merged.add(
          differs && literal instanceof ConditionExpression.Predicate other
              ? union(other, test)
              : literal);
    }
    terms.set(first, merged);
    terms.remove(second);
  }
}
