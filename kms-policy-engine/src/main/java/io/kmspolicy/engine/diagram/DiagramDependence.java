package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The dependence of a decision on the unknown keys of one context, computed on the diagram over
 * these keys ({@link BoundAtoms}). Keys are named as by {@link ConditionContext#name}.
 *
 * <p>The values of a key are those for which AWS's documentation defines the results of its tests;
 * if that leaves none, all values count. The methods throw {@link StepsExhausted} if the step
 * budget of the context is used up. Not thread-safe.
 */
public final class DiagramDependence {

  /** The maximum number of nodes, which is larger than for a decision. */
  private static final int MAX_NODES = 20_000;

  private final ConditionContext context;
  private final List<Variable.Key> keys = new ArrayList<>();

  /** The edges of each key whose values the documentation covers. */
  private final List<BitSet> documented = new ArrayList<>();

  private final Set<String> unclassified = new LinkedHashSet<>();
  private final List<LeafSearch.Reached> roots;

  private DiagramDependence(
      List<? extends OpenCase> cases, ConditionContext context, KmsCatalogue catalogue) {
    this.context = context;
    WorkMeter meter = new WorkMeter(StepCounter.of(context), MAX_NODES);
    NodeTable table = new NodeTable(meter);
    EquivalenceClassCollector collector = new EquivalenceClassCollector(catalogue, context);
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    for (OpenCase one : cases) {
      one.collect(context, collector);
      ResidualAtoms.addTests(one.deny(), tests);
      ResidualAtoms.addTests(one.allow(), tests);
    }
    BoundAtoms atoms = new BoundAtoms(tests, context, collector.examples(), table, meter);
    Map<String, List<CompiledCondition>> testsOf = testsOf(tests);
    for (Variable variable : atoms.variables()) {
      if (variable instanceof Variable.Key key) {
        keys.add(key);
        documented.add(documented(key, testsOf.getOrDefault(key.name(), List.of())));
      }
    }
    Set<String> classified = names();
    tests.forEach(test -> test.keys().forEach(key -> addUnclassified(key, classified)));
    this.roots = roots(cases, table, atoms);
  }

  /**
   * The dependence of a decision; empty if its diagram is too large.
   *
   * @throws StepsExhausted if the step budget of the context is used up
   */
  public static Optional<DiagramDependence> of(
      List<? extends OpenCase> cases, ConditionContext context, KmsCatalogue catalogue) {
    try {
      return Optional.of(new DiagramDependence(cases, context, catalogue));
    } catch (WorkMeter.TooManyNodes tooMany) {
      return Optional.empty();
    }
  }

  private static List<LeafSearch.Reached> roots(
      List<? extends OpenCase> cases, NodeTable table, BoundAtoms atoms) {
    List<LeafSearch.Reached> roots = new ArrayList<>();
    for (MatchResult emptyIsNull : DiagramBuilder.READINGS) {
      FormulaTranslator translator = new FormulaTranslator(table, atoms, emptyIsNull);
      for (OpenCase one : cases) {
        roots.add(new LeafSearch.Reached(translator.outcomes(one), emptyIsNull));
      }
    }
    return roots;
  }

  private void addUnclassified(String key, Set<String> classified) {
    if (context.get(key).isOpen() && !classified.contains(key)) {
      unclassified.add(key);
    }
  }

  /** The tests of each key. */
  private static Map<String, List<CompiledCondition>> testsOf(Set<Formula.Atom> tests) {
    Map<String, List<CompiledCondition>> testsOf = new HashMap<>();
    for (Formula.Atom test : tests) {
      if (test instanceof CompiledCondition condition) {
        testsOf.computeIfAbsent(condition.key(), key -> new ArrayList<>()).add(condition);
      }
    }
    return testsOf;
  }

  /** The edges whose values the documentation covers; all edges if it covers none. */
  private BitSet documented(Variable.Key key, List<CompiledCondition> tests) {
    BitSet edges = new BitSet();
    for (int edge = 0; edge < key.size(); edge++) {
      ContextValue value = key.classes().example(edge);
      boolean isKnown = !(value instanceof ContextValue.PresentUnknown);
      edges.set(
          edge, isKnown && tests.stream().noneMatch(test -> isLeftOpen(test, key.name(), value)));
    }
    if (edges.isEmpty()) {
      edges.set(0, key.size());
    }
    return edges;
  }

  private boolean isLeftOpen(CompiledCondition test, String key, ContextValue value) {
    AssumedContext assumed = new AssumedContext(context, Map.of(key, value));
    return test.evaluate(assumed, MatchResult.INDETERMINATE) == MatchResult.INDETERMINATE
        && assumed.missing().isEmpty();
  }

  /** The unknown keys whose values have no classes. */
  public Set<String> unclassified() {
    return Set.copyOf(unclassified);
  }

  private LeafSearch search(Set<String> chosen) {
    return new LeafSearch(edges(chosen), context);
  }

  private Map<Variable.Key, BitSet> edges(Set<String> chosen) {
    Map<Variable.Key, BitSet> edges = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (chosen.contains(keys.get(i).name())) {
        edges.put(keys.get(i), documented.get(i));
      }
    }
    return edges;
  }

  /** Whether the decision is certain for every value of the given keys. */
  public boolean isSettledBy(Set<String> chosen) {
    return search(chosen).all(roots, LeafSearch.Kinds::isCertain);
  }

  /**
   * The smallest set of keys that determines whether the request is allowed, denied or left open.
   */
  public Set<String> smallestSet() {
    Set<String> smallest = new LinkedHashSet<>();
    NeededKeys.smallestSet(roots, edges(names()), context).forEach(key -> smallest.add(key.name()));
    return smallest;
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    keys.forEach(key -> names.add(key.name()));
    return names;
  }

  /** Whether the decision is certain for some values of all keys. */
  public boolean isSettledForSome() {
    return !search(names()).all(roots, kinds -> !kinds.isCertain());
  }

  /** Values of all keys with which the decision is still open, up to a limit. */
  public List<Map<String, ContextValue>> leftOpen(int limit) {
    List<Map<String, ContextValue>> found = new ArrayList<>();
    for (Map<Variable.Key, Integer> path : search(names()).open(roots, limit)) {
      Map<String, ContextValue> values = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Variable.Key key = keys.get(i);
        int edge = path.getOrDefault(key, documented.get(i).nextSetBit(0));
        values.put(key.name(), key.classes().example(edge));
      }
      found.add(values);
    }
    return found;
  }
}
