package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tests of two decisions on one request. A variable is an unknown key that has classes, or a
 * {@link OpenFact.Choice}. A test whose result is not known for some classes is a choice there, and
 * equal tests are the same choice: how AWS decides a test depends on the test and the request only.
 * Keys come first in the order, then choices that are documented, then all others. Not thread-safe.
 */
final class JointAtoms implements AtomNodes {

  /** The maximum number of combinations of values for which one test is evaluated. */
  private static final int MAX_PATHS = 4_000;

  private static final int DOCUMENTED = 1_000_000;
  private static final int UNDOCUMENTED = 2_000_000;

  private final ConditionContext known;
  private final NodeTable table;
  private final WorkMeter meter;
  private final Map<String, Variable.Key> keys = new LinkedHashMap<>();
  private final Map<OpenFact.Choice, Variable.Fact> facts = new HashMap<>();
  private final Set<String> literals = new HashSet<>();

  /**
   * The tests.
   *
   * @param known the values of the known keys; all others are unknown
   * @param tests the tests in the order of their first use
   * @param examples the values of each unknown key that has classes, one of each class
   * @param separate the keys whose classes must not be joined
   */
  JointAtoms(
      ConditionContext known,
      Set<Formula.Atom> tests,
      Map<String, List<ContextValue>> examples,
      Set<String> separate,
      NodeTable table,
      WorkMeter meter) {
    this.known = known;
    this.table = table;
    this.meter = meter;
    Set<String> apart = new HashSet<>(separate);
    Map<String, List<Formula.Atom>> byKey = new LinkedHashMap<>();
    for (Formula.Atom test : tests) {
      Collection<String> read = readBy(test, examples.keySet());
      read.forEach(key -> byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(test));
      if (read.size() > 1) {
        apart.addAll(read);
      }
      addLiterals(test);
    }
    byKey.forEach(
        (key, ofKey) -> {
          List<ContextValue> values = examples.getOrDefault(key, List.of());
          ValueClasses classes =
              new ValueClasses(
                  apart.contains(key) ? alone(values) : joined(key, values, ofKey),
                  (value, counter) -> Variable.ODD);
          keys.put(key, new Variable.Key(keys.size(), key, classes));
        });
  }

  private void addLiterals(Formula.Atom test) {
    if (test instanceof CompiledCondition condition) {
      condition.test().values().stream().map(ConditionValue::text).forEach(literals::add);
    }
  }

  /** The keys with classes that a test reads. Grants read all pairs of the encryption context. */
  private static Collection<String> readBy(Formula.Atom test, Collection<String> classified) {
    Set<String> read = new LinkedHashSet<>();
    for (String key : test.keys()) {
      if (classified.contains(key)) {
        read.add(key);
      }
    }
    if (!test.readsOnlyItsKeys()) {
      classified.stream()
          .filter(key -> key.startsWith(GrantConstraintMatcher.CONTEXT_PREFIX))
          .forEach(read::add);
    }
    return read;
  }

  private static List<List<ContextValue>> alone(List<ContextValue> values) {
    return values.stream().map(List::of).toList();
  }

  /** Joins values for which all tests have the same results under both readings of rule 3.5. */
  private List<List<ContextValue>> joined(
      String key, List<ContextValue> values, List<Formula.Atom> tests) {
    Map<String, List<ContextValue>> members = new LinkedHashMap<>();
    for (ContextValue value : values) {
      meter.addSteps(tests.size());
      AssumedContext context = new AssumedContext(known, Map.of(key, value));
      StringBuilder signature = new StringBuilder();
      for (Formula.Atom test : tests) {
        signature.append(ResultCode.of(test.evaluate(context, MatchResult.NO_MATCH)));
        signature.append(ResultCode.of(test.evaluate(context, MatchResult.MATCH)));
      }
      members.computeIfAbsent(signature.toString(), unused -> new ArrayList<>()).add(value);
    }
    return members.values().stream().map(this::cheapestFirst).toList();
  }

  private List<ContextValue> cheapestFirst(List<ContextValue> values) {
    List<ContextValue> sorted = new ArrayList<>(values);
    sorted.sort((left, right) -> Integer.compare(cost(left), cost(right)));
    return sorted;
  }

  /** How unusual a value is in an example: absence, a policy's text, another text, several. */
  int cost(ContextValue value) {
    if (!(value instanceof ContextValue.Present present)) {
      return 0;
    }
    int cost = present.values().isEmpty() ? 20 : 0;
    for (String text : present.values()) {
      cost += literals.contains(text) ? 4 : text.isEmpty() ? 20 : 5;
    }
    return cost;
  }

  /** The variable of a key; null if it has none. */
  Variable.@Nullable Key key(String name) {
    return keys.get(name);
  }

  @Override
  public List<Variable> variables() {
    List<Variable> variables = new ArrayList<>(keys.values());
    variables.addAll(facts.values());
    return variables;
  }

  /** The choices that AWS does not document. */
  List<OpenFact.Choice> undocumented() {
    return facts.keySet().stream().filter(choice -> !choice.documented()).toList();
  }

  private Variable.Fact fact(OpenFact.Choice choice) {
    int first = choice.documented() ? DOCUMENTED : UNDOCUMENTED;
    return facts.computeIfAbsent(choice, unused -> new Variable.Fact(first + facts.size(), choice));
  }

  @Override
  public @Nullable KeyAtom keyAtom(Formula.Atom test, MatchResult emptyIsNull) {
    if (test instanceof OpenFact) {
      return null;
    }
    Collection<String> read = readBy(test, keys.keySet());
    if (read.size() != 1) {
      return null;
    }
    String name = read.iterator().next();
    Variable.Key key = keys.get(name);
    if (key == null) {
      return null;
    }
    List<Integer> results = new ArrayList<>(key.size());
    for (int edge = 0; edge < key.size(); edge++) {
      meter.addSteps(1);
      AssumedContext context = new AssumedContext(known, Map.of(name, key.classes().example(edge)));
      MatchResult result = test.evaluate(context, emptyIsNull);
      if (!result.isMatch() && !result.isNoMatch()) {
        return null;
      }
      results.add(ResultCode.of(result));
    }
    return new KeyAtom(key, results);
  }

  @Override
  public Node node(Formula.Atom test, MatchResult emptyIsNull) {
    if (test instanceof OpenFact fact) {
      List<Node> options = new ArrayList<>();
      fact.holds().forEach(holds -> options.add(table.leaf(ResultCode.of(MatchResult.of(holds)))));
      return table.node(fact(fact.choice()), options);
    }
    Collection<String> names = readBy(test, keys.keySet());
    List<Variable.Key> read =
        keys.values().stream().filter(key -> names.contains(key.name())).toList();
    long paths = 1;
    for (Variable.Key key : read) {
      paths *= key.size();
      if (paths > MAX_PATHS) {
        return choice(identity(test), read.stream().map(Variable.Key::name).toList(), test);
      }
    }
    return node(test, emptyIsNull, read, new LinkedHashMap<>());
  }

  private Node node(
      Formula.Atom test,
      MatchResult emptyIsNull,
      List<Variable.Key> read,
      Map<String, ContextValue> assumed) {
    meter.addSteps(1);
    AssumedContext context = new AssumedContext(known, assumed);
    MatchResult result = test.evaluate(context, emptyIsNull);
    if (result.isMatch() || result.isNoMatch()) {
      return table.leaf(ResultCode.of(result));
    }
    if (read.isEmpty()) {
      return choice(test, context);
    }
    Variable.Key key = read.get(0);
    List<Node> children = new ArrayList<>(key.size());
    for (int edge = 0; edge < key.size(); edge++) {
      assumed.put(key.name(), key.classes().example(edge));
      children.add(node(test, emptyIsNull, read.subList(1, read.size()), assumed));
    }
    assumed.remove(key.name());
    return table.node(key, children);
  }

  private Node choice(Formula.Atom test, AssumedContext context) {
    Optional<OpenAbsence> absence =
        test instanceof CompiledCondition condition
            ? OpenAbsence.of(condition, context)
            : Optional.empty();
    return absence.isPresent()
        ? choice(absence.get(), List.of(), absence.get())
        : choice(identity(test), isOpaque(test) ? List.of() : missing(context), test);
  }

  private static List<String> missing(AssumedContext context) {
    return List.copyOf(context.missing());
  }

  private static boolean isOpaque(Object test) {
    return test instanceof CompiledCondition condition && condition.test().isOpen();
  }

  private Node choice(Object identity, List<String> unclassified, Object text) {
    OpenAtom subject = new OpenAtom(identity, unclassified, isOpaque(text), text.toString());
    return table.node(
        fact(OpenFact.Choice.undocumented(subject)),
        List.of(table.leaf(ResultCode.NO_MATCH), table.leaf(ResultCode.MATCH)));
  }

  /** What a test is compared by: tests with the same values in another order are equal. */
  private static Object identity(Formula.Atom test) {
    if (test instanceof CompiledGrantGroup group) {
      return group.grants();
    }
    return test instanceof CompiledCondition condition ? ConditionIdentity.of(condition) : test;
  }

  /** A test regardless of the order and the repetition of its values, which are alternatives. */
  private record ConditionIdentity(
      ConditionOperator operator,
      String key,
      Set<String> values,
      boolean hasVariables,
      boolean isUnsupported) {

    static ConditionIdentity of(CompiledCondition condition) {
      Set<String> values = new HashSet<>();
      condition.test().values().forEach(value -> values.add(value.text()));
      return new ConditionIdentity(
          condition.test().operator(),
          condition.key(),
          values,
          condition.hasVariables(),
          condition.isUnsupported());
    }
  }

  /**
   * A set operator on an absent key, where AWS does not document its result (rule 3.3). The result
   * does not depend on the values of the policy, because there is nothing to compare with them.
   */
  private record OpenAbsence(ConditionOperator operator, String key) {

    static Optional<OpenAbsence> of(CompiledCondition condition, ConditionContext context) {
      ConditionOperator operator = condition.test().operator();
      boolean isOpen =
          operator.quantifier() != Quantifier.NONE
              && operator.comparison() != Comparison.NULL
              && context.get(condition.key()) instanceof ContextValue.Absent;
      return isOpen ? Optional.of(new OpenAbsence(operator, condition.key())) : Optional.empty();
    }

    @Override
    public String toString() {
      return operator.text() + " on the absent key " + key + " (rule 3.3)";
    }
  }
}
