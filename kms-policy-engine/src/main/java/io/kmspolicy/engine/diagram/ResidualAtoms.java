package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.UniqueIdFormula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a residual decision for every context. A key whose values have classes is a
 * variable, and so is each test of another kind: a test of several keys, the constraints of a
 * grant, and a test of a key whose classes cannot be computed. Variables are in the order of their
 * first use. Not thread-safe.
 */
final class ResidualAtoms implements AtomNodes {

  private final NodeTable table;
  private final Map<String, KeyPartition> partitions;
  private final Map<String, Variable.Key> keys = new HashMap<>();
  private final Map<Formula.Atom, Variable.Atom> others = new HashMap<>();

  ResidualAtoms(
      List<? extends OpenCase> cases, KmsCatalogue catalogue, NodeTable table, WorkMeter meter) {
    this.table = table;
    Set<Formula.Atom> tests = tests(cases);
    Map<String, List<Formula.Atom>> byKey = new LinkedHashMap<>();
    for (Formula.Atom test : tests) {
      if (readsOneKey(test)) {
        byKey.computeIfAbsent(test.key(), unused -> new ArrayList<>()).add(test);
      }
    }
    this.partitions = new KeyExamples(catalogue, byKey).partitions(meter);
    tests.forEach(this::addVariable);
  }

  private void addVariable(Formula.Atom test) {
    KeyPartition partition = readsOneKey(test) ? partitions.get(test.key()) : null;
    int position = keys.size() + others.size();
    if (partition == null) {
      others.put(test, new Variable.Atom(position, test));
    } else {
      keys.computeIfAbsent(test.key(), key -> new Variable.Key(position, key, partition.classes()));
    }
  }

  private static Set<Formula.Atom> tests(List<? extends OpenCase> cases) {
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    for (OpenCase one : cases) {
      addTests(one.deny(), tests);
      addTests(one.allow(), tests);
    }
    return tests;
  }

  static void addTests(Formula formula, Set<Formula.Atom> tests) {
    if (formula instanceof Formula.Join join) {
      join.parts().forEach(part -> addTests(part, tests));
    } else if (formula instanceof Formula.Atom test) {
      tests.add(test);
    }
  }

  private static boolean readsOneKey(Formula.Atom test) {
    return test instanceof UniqueIdFormula
        || (test instanceof CompiledCondition && test.keys().size() == 1);
  }

  @Override
  public List<Variable> variables() {
    List<Variable> variables = new ArrayList<>(keys.values());
    variables.addAll(others.values());
    variables.sort(Comparator.comparingInt(Variable::position));
    return variables;
  }

  @Override
  public @Nullable KeyAtom keyAtom(Formula.Atom test, MatchResult emptyIsNull) {
    if (others.containsKey(test)) {
      return null;
    }
    KeyPartition partition = partitions.get(test.key());
    Variable.Key variable = keys.get(test.key());
    return partition == null || variable == null
        ? null
        : new KeyAtom(variable, partition.results(test, emptyIsNull));
  }

  @Override
  public Node node(Formula.Atom test, MatchResult emptyIsNull) {
    List<Node> results = new ArrayList<>();
    for (int code = 0; code < ResultCode.COUNT; code++) {
      results.add(table.leaf(code));
    }
    Variable variable = others.get(test);
    if (variable == null) {
      throw new IllegalArgumentException("not a test of this decision: " + test);
    }
    return table.node(variable, results);
  }
}
