package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a decision in one context, with the values of the known keys put in. Only the
 * unknown keys are variables. A test of several unknown keys has a diagram over all of them, in
 * which each path evaluates it once. Not thread-safe.
 */
final class BoundAtoms implements AtomNodes {

  /** The maximum number of combinations of values for which one test is evaluated. */
  private static final int MAX_PATHS = 4_000;

  private final ConditionContext known;
  private final NodeTable table;
  private final WorkMeter meter;
  private final Map<String, Variable.Key> keys = new HashMap<>();

  /**
   * The tests in a context.
   *
   * @param tests the tests, in the order of their first use
   * @param examples the values of each unknown key that has classes, one of each class
   */
  BoundAtoms(
      Set<Formula.Atom> tests,
      ConditionContext known,
      Map<String, List<ContextValue>> examples,
      NodeTable table,
      WorkMeter meter) {
    this.known = known;
    this.table = table;
    this.meter = meter;
    tests.forEach(
        test -> keysOf(test, examples.keySet()).forEach(key -> addKey(key, examples.get(key))));
  }

  /** The keys that a test reads; of grants, which read all pairs, only those that are unknown. */
  private static Collection<String> keysOf(Formula.Atom test, Set<String> unknown) {
    return test.readsOnlyItsKeys() ? test.keys() : unknown.stream().filter(test::reads).toList();
  }

  private void addKey(String key, @Nullable List<ContextValue> values) {
    if (values != null && !values.isEmpty() && !keys.containsKey(key)) {
      List<List<ContextValue>> classes = values.stream().map(List::of).toList();
      keys.put(
          key,
          new Variable.Key(
              keys.size(), key, new ValueClasses(classes, (value, counter) -> Variable.ODD)));
    }
  }

  @Override
  public List<Variable> variables() {
    List<Variable> variables = new ArrayList<>(keys.values());
    variables.sort(Comparator.comparingInt(Variable::position));
    return variables;
  }

  @Override
  public @Nullable KeyAtom keyAtom(Formula.Atom test, MatchResult emptyIsNull) {
    return null;
  }

  @Override
  public Node node(Formula.Atom test, MatchResult emptyIsNull) {
    if (test instanceof CompiledGrantGroup group
        && test.evaluate(known, emptyIsNull) == MatchResult.INDETERMINATE) {
      return node(group);
    }
    return node(
        context -> test.evaluate(context, emptyIsNull), variables(keysOf(test, keys.keySet())));
  }

  /** The disjunction of the open grants, each over the keys that it reads. */
  private Node node(CompiledGrantGroup group) {
    List<Node> nodes = new ArrayList<>();
    group.forEachOpen(
        known,
        grant -> {
          Collection<String> read =
              group.keysOf(grant).orElseGet(() -> keysOf(group, keys.keySet()));
          nodes.add(node(context -> group.match(grant, context), variables(read)));
        });
    Node joined = table.leaf(ResultCode.NO_MATCH);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      joined = table.apply(Connective.OR, nodes.get(i), joined);
    }
    return joined;
  }

  private List<Variable.Key> variables(Collection<String> names) {
    List<Variable.Key> variables = new ArrayList<>();
    for (String name : names) {
      Variable.Key key = keys.get(name);
      if (key != null) {
        variables.add(key);
      }
    }
    variables.sort(Comparator.comparingInt(Variable.Key::position));
    return variables;
  }

  private Node node(Function<ConditionContext, MatchResult> test, List<Variable.Key> read) {
    long paths = 1;
    for (Variable.Key key : read) {
      paths *= key.size();
      if (paths > MAX_PATHS) {
        throw new WorkMeter.TooManyNodes();
      }
    }
    return node(test, read, new LinkedHashMap<>());
  }

  private Node node(
      Function<ConditionContext, MatchResult> test,
      List<Variable.Key> read,
      Map<String, ContextValue> assumed) {
    meter.addSteps(1);
    MatchResult result = test.apply(new AssumedContext(known, assumed));
    if (result != MatchResult.INDETERMINATE || read.isEmpty()) {
      return table.leaf(ResultCode.of(result));
    }
    Variable.Key key = read.get(0);
    List<Node> children = new ArrayList<>(key.size());
    for (int edge = 0; edge < key.size(); edge++) {
      assumed.put(key.name(), key.classes().example(edge));
      children.add(node(test, read.subList(1, read.size()), assumed));
    }
    assumed.remove(key.name());
    return table.node(key, children);
  }
}
