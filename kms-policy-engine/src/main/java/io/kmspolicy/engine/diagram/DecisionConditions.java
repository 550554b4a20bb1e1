package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.cover.BooleanDiagram;
import io.kmspolicy.engine.cover.MergedTerms;
import io.kmspolicy.engine.cover.PrimeCover;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.UniqueIdFormula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Computes the condition under which a request is allowed, over the tests that a context leaves
 * open. The tests of a decision are the variables of a {@link BooleanDiagram}. Combinations of
 * results that no value of a key has are excluded by the classes of its values, and the condition
 * is a {@link PrimeCover} of the others, for each group of statements that shares no key with the
 * others. No test of a key that is there speaks of its absence. Not thread-safe.
 */
public final class DecisionConditions {

  private static final int MAX_NODES = 50_000;

  private final ConditionContext context;
  private final KmsCatalogue catalogue;
  private final WorkMeter meter;
  private final BooleanDiagram diagram;
  private final Map<Formula.Atom, Integer> variables = new LinkedHashMap<>();
  private final List<ConditionExpression> expressions = new ArrayList<>();

  /** Ends the computation of a condition that tests of condition keys do not express. */
  private static final class NotExpressible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotExpressible() {
      super("no condition on keys", null, false, false);
    }
  }

  private DecisionConditions(ConditionContext context, KmsCatalogue catalogue) {
    this.context = context;
    this.catalogue = catalogue;
    this.meter = new WorkMeter(StepCounter.of(context), MAX_NODES);
    this.diagram = new BooleanDiagram(meter);
  }

  /**
   * The condition under which a request is allowed, for the values that unknown keys can have (rule
   * 6.13). Empty if the decision depends on other unknown inputs, or on what AWS does not document
   * with the known keys.
   */
  public static Optional<ConditionExpression> allowed(
      OpenCase one, ConditionContext context, KmsCatalogue catalogue) {
    try {
      ConditionExpression found = new DecisionConditions(context, catalogue).allowed(one);
      return Optional.of(new PresentKeys(context, catalogue).without(found));
    } catch (NotExpressible | StepsExhausted none) {
      return Optional.empty();
    }
  }

  private ConditionExpression allowed(OpenCase one) {
    addTests(one);
    List<Conjunct> conjuncts = new ArrayList<>();
    parts(one.allow(), true).forEach(part -> conjuncts.add(new Conjunct(part, true)));
    parts(one.deny(), false).forEach(part -> conjuncts.add(new Conjunct(part, false)));
    List<ConditionExpression> parts = new ArrayList<>();
    for (Group group : groups(conjuncts)) {
      parts.add(condition(group));
    }
    return ConditionExpression.all(parts);
  }

  /** A formula that has to hold, or to fail. */
  private record Conjunct(Formula formula, boolean holds) {}

  /** Conjuncts that have no key in common with the others, so that their cover is its own. */
  private record Group(Set<String> keys, List<Conjunct> conjuncts) {}

  private static List<Formula> parts(Formula formula, boolean all) {
    return formula instanceof Formula.Join join && join.all() == all
        ? join.parts()
        : List.of(formula);
  }

  private List<Group> groups(List<Conjunct> conjuncts) {
    List<Group> groups = new ArrayList<>();
    for (Conjunct conjunct : conjuncts) {
      Set<Formula.Atom> read = new LinkedHashSet<>();
      ResidualAtoms.addTests(conjunct.formula(), read);
      Set<String> keys = new LinkedHashSet<>();
      read.stream().filter(variables::containsKey).forEach(test -> keys.addAll(test.keys()));
      List<Conjunct> members = new ArrayList<>();
      for (Group group : List.copyOf(groups)) {
        if (!Collections.disjoint(group.keys(), keys)) {
          groups.remove(group);
          keys.addAll(group.keys());
          members.addAll(group.conjuncts());
        }
      }
      members.add(conjunct);
      groups.add(new Group(keys, members));
    }
    return groups;
  }

  private ConditionExpression condition(Group group) {
    List<ConditionExpression> plain = new ArrayList<>();
    for (Conjunct conjunct : group.conjuncts()) {
      ConditionExpression part = plain(conjunct.formula());
      plain.add(conjunct.holds() ? part : part.negated());
    }
    try {
      int allowed = BooleanDiagram.TRUE;
      for (Conjunct conjunct : group.conjuncts()) {
        int function = function(conjunct.formula());
        allowed = diagram.and(allowed, conjunct.holds() ? function : diagram.not(function));
      }
      int possible = possible(group.keys());
      List<PrimeCover.Term> terms =
          new PrimeCover(diagram)
              .between(diagram.and(allowed, possible), diagram.or(allowed, diagram.not(possible)));
      return terms == null
          ? ConditionExpression.all(plain)
          : new MergedTerms(expressions).of(terms);
    } catch (WorkMeter.TooManyNodes tooMany) {
      return ConditionExpression.all(plain);
    }
  }

  /** Adds the open tests, those of one key after each other. */
  private void addTests(OpenCase one) {
    Set<Formula.Atom> all = new LinkedHashSet<>();
    ResidualAtoms.addTests(one.deny(), all);
    ResidualAtoms.addTests(one.allow(), all);
    Map<String, List<Formula.Atom>> byKey = new LinkedHashMap<>();
    for (Formula.Atom test : all) {
      if (!result(test).isPresent()) {
        byKey.computeIfAbsent(test.key(), unused -> new ArrayList<>()).add(test);
      }
    }
    byKey.values().stream()
        .flatMap(List::stream)
        .forEach(test -> variables.put(test, variables.size()));
    for (Formula.Atom test : variables.keySet()) {
      ConditionExpression expression = TestExpressions.of(test, context);
      if (expression == null) {
        throw new NotExpressible();
      }
      expressions.add(expression);
    }
  }

  /** The result of a test in the context; empty if it depends on unknown keys. */
  private Optional<MatchResult> result(Formula.Atom test) {
    MatchResult result = test.evaluate(context, MatchResult.INDETERMINATE);
    if (result != MatchResult.INDETERMINATE) {
      return Optional.of(result);
    }
    if (test.readsOnlyItsKeys() && test.keys().stream().noneMatch(this::isOpen)) {
      throw new NotExpressible();
    }
    return Optional.empty();
  }

  private boolean isOpen(String key) {
    return context.get(key).isOpen();
  }

  private int function(Formula formula) {
    if (formula instanceof Formula.Join join) {
      int result = join.all() ? BooleanDiagram.TRUE : BooleanDiagram.FALSE;
      // From the last variable to the first, so that each step adds nodes only at the top.
      for (int i = join.parts().size() - 1; i >= 0; i--) {
        int next = function(join.parts().get(i));
        result = join.all() ? diagram.and(result, next) : diagram.or(result, next);
      }
      return result;
    }
    int variable = variable(formula);
    if (variable >= 0) {
      return diagram.variable(variable);
    }
    return known(formula) ? BooleanDiagram.TRUE : BooleanDiagram.FALSE;
  }

  /** The variable of an open test; -1 for any other formula. */
  private int variable(Formula formula) {
    return formula instanceof Formula.Atom test ? variables.getOrDefault(test, -1) : -1;
  }

  private boolean known(Formula formula) {
    MatchResult result = formula.evaluate(context, MatchResult.INDETERMINATE);
    if (result == MatchResult.INDETERMINATE) {
      throw new NotExpressible();
    }
    return result.isMatch();
  }

  /** The formula as a condition, part by part. */
  private ConditionExpression plain(Formula formula) {
    if (formula instanceof Formula.Join join) {
      List<ConditionExpression> parts = join.parts().stream().map(this::plain).toList();
      return join.all() ? ConditionExpression.all(parts) : MergedTerms.any(parts);
    }
    int variable = variable(formula);
    if (variable >= 0) {
      return expressions.get(variable);
    }
    return known(formula) ? ConditionExpression.always() : ConditionExpression.never();
  }

  /** The combinations of results that some values of the keys have. */
  private int possible(Set<String> keys) {
    Map<String, List<Formula.Atom>> byKey = new LinkedHashMap<>();
    for (Formula.Atom test : variables.keySet()) {
      boolean readsOneKey =
          test instanceof UniqueIdFormula
              || (test instanceof CompiledCondition && test.keys().size() == 1);
      if (readsOneKey && keys.contains(test.key())) {
        byKey.computeIfAbsent(test.key(), unused -> new ArrayList<>()).add(test);
      }
    }
    Map<String, KeyPartition> partitions = new KeyExamples(catalogue, byKey).partitions(meter);
    int possible = BooleanDiagram.TRUE;
    for (Map.Entry<String, KeyPartition> entry : partitions.entrySet()) {
      List<Formula.Atom> ofKey = byKey.getOrDefault(entry.getKey(), List.of());
      possible = diagram.and(possible, possible(entry.getKey(), ofKey, entry.getValue()));
    }
    return possible;
  }

  private int possible(String key, List<Formula.Atom> ofKey, KeyPartition partition) {
    boolean isPresent = context.get(key) instanceof ContextValue.PresentUnknown;
    ValueClasses classes = partition.classes();
    int possible = BooleanDiagram.FALSE;
    for (MatchResult emptyIsNull : DiagramBuilder.READINGS) {
      List<List<Integer>> results = new ArrayList<>();
      ofKey.forEach(test -> results.add(partition.results(test, emptyIsNull)));
      for (int number = 0; number < classes.size(); number++) {
        if (!isPresent || classes.canBePresent(number, emptyIsNull)) {
          possible = diagram.or(possible, combination(ofKey, results, number));
        }
      }
    }
    return possible;
  }

  /** The results of the tests for one class; a test that is open for it has either result. */
  private int combination(List<Formula.Atom> ofKey, List<List<Integer>> results, int number) {
    PrimeCover.Term term = PrimeCover.Term.EMPTY;
    for (int i = 0; i < ofKey.size(); i++) {
      int result = results.get(i).get(number);
      if (result != ResultCode.INDETERMINATE) {
        term = term.with(variable(ofKey.get(i)), result == ResultCode.MATCH);
      }
    }
    return new PrimeCover(diagram).function(term);
  }
}
