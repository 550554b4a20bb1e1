package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds a request that one decision allows and another one does not, by one diagram over the tests
 * of both: {@code domain and after.allowed and not before.allowed}. If it is empty under both
 * readings of rule 3.5, no request exists. If it holds on a path for every option of what is not
 * documented, the path is such a request.
 *
 * <p>Immutable.
 */
public final class DifferenceFinder {

  /** The maximum number of nodes of a diagram. */
  private static final int MAX_NODES = 200_000;

  private static final int MAX_STEPS = 100_000_000;

  private final KmsCatalogue catalogue;
  private final List<PairRule> rules;
  private final Map<String, Predicate<ContextValue>> limits;
  private final Consumer<EquivalenceClassCollector> classes;

  /**
   * A finder.
   *
   * @param rules which values keys can have together
   * @param limits which values single keys can have
   * @param classes adds texts that the rules distinguish
   */
  public DifferenceFinder(
      KmsCatalogue catalogue,
      List<PairRule> rules,
      Map<String, Predicate<ContextValue>> limits,
      Consumer<EquivalenceClassCollector> classes) {
    this.catalogue = catalogue;
    this.rules = List.copyOf(rules);
    this.limits = new TreeMap<>(limits);
    this.classes = classes;
  }

  /**
   * The difference between two decisions on requests with one caller, resource and action.
   *
   * @param known the condition keys that the caller and the resource determine; all others are
   *     unknown
   */
  Difference find(OpenCase before, OpenCase after, ConditionContext known) {
    Difference found = find(before, after, known, /* together= */ false);
    return found instanceof Difference.TooLarge
        ? find(before, after, known, /* together= */ true)
        : found;
  }

  /**
   * The difference, with an order of the keys.
   *
   * @param together whether keys that few tests of one statement read are next to each other, which
   *     keeps the diagram of many statements small; otherwise they are in the order of the tests
   */
  private Difference find(
      OpenCase before, OpenCase after, ConditionContext known, boolean together) {
    StepCounter counter = new StepBudget(MAX_STEPS).start();
    WorkMeter meter = new WorkMeter(counter, MAX_NODES);
    try {
      Set<Formula.Atom> tests = new LinkedHashSet<>();
      for (Formula formula : List.of(after.deny(), after.allow(), before.deny(), before.allow())) {
        ResidualAtoms.addTests(formula, tests);
      }
      return find(
          before,
          after,
          together ? TestGroups.inOrder(before, after, tests) : tests,
          new CountedContext(known, counter),
          meter);
    } catch (WorkMeter.TooManyNodes | StepsExhausted tooLarge) {
      return new Difference.TooLarge();
    }
  }

  private Difference find(
      OpenCase before,
      OpenCase after,
      Set<Formula.Atom> tests,
      ConditionContext known,
      WorkMeter meter) {
    NodeTable table = new NodeTable(meter);
    JointAtoms atoms = atoms(before, after, tests, known, table, meter);
    Node domain = domain(table, atoms);
    Node sure = table.leaf(ResultCode.MATCH);
    Node open = table.leaf(ResultCode.NO_MATCH);
    for (MatchResult emptyIsNull : DiagramBuilder.READINGS) {
      FormulaTranslator translator = new FormulaTranslator(table, atoms, emptyIsNull);
      Node gained =
          table.apply(
              Connective.WITHOUT,
              allowed(table, translator, after),
              allowed(table, translator, before));
      Node present =
          table.apply(Connective.AND, domain, presence(table, atoms, known, emptyIsNull));
      Node difference = table.apply(Connective.AND, present, gained);
      open = table.apply(Connective.OR, open, difference);
      sure = table.apply(Connective.AND, sure, new Certainty(table).of(difference));
    }
    ShortestPath path = new ShortestPath(atoms);
    if (isNever(open)) {
      return new Difference.None(atoms.undocumented(), meter.nodes());
    }
    return isNever(sure)
        ? new Difference.Open(path.to(open, ResultCode.INDETERMINATE).undocumented(), meter.nodes())
        : path.to(sure, ResultCode.MATCH).sure(meter.nodes());
  }

  private static boolean isNever(Node node) {
    return node instanceof Node.Leaf leaf && leaf.value() == ResultCode.NO_MATCH;
  }

  private static Node allowed(NodeTable table, FormulaTranslator translator, OpenCase one) {
    return table.apply(Connective.WITHOUT, translator.of(one.allow()), translator.of(one.deny()));
  }

  private JointAtoms atoms(
      OpenCase before,
      OpenCase after,
      Set<Formula.Atom> tests,
      ConditionContext known,
      NodeTable table,
      WorkMeter meter) {
    EquivalenceClassCollector collector = new EquivalenceClassCollector(catalogue, known);
    before.collect(known, collector);
    after.collect(known, collector);
    classes.accept(collector);
    Set<String> separate = new HashSet<>();
    for (PairRule rule : rules) {
      separate.add(rule.first());
      separate.add(rule.second());
    }
    separate.addAll(limits.keySet());
    return new JointAtoms(known, tests, collector.examples(), separate, table, meter);
  }

  /** The diagram of the requests that the rules admit. */
  private Node domain(NodeTable table, JointAtoms atoms) {
    Node domain = table.leaf(ResultCode.MATCH);
    List<Node> parts = new ArrayList<>();
    for (PairRule rule : rules) {
      Variable.Key first = atoms.key(rule.first());
      Variable.Key second = atoms.key(rule.second());
      if (first != null && second != null) {
        parts.add(pair(table, rule, first, second));
      }
    }
    limits.forEach(
        (name, canOccur) -> {
          Variable.Key key = atoms.key(name);
          if (key != null) {
            parts.add(limit(table, key, canOccur));
          }
        });
    for (Node part : parts) {
      domain = table.apply(Connective.AND, domain, part);
    }
    return domain;
  }

  /** The diagram of the values that the keys can have that are known to be present (rule 6.11). */
  private static Node presence(
      NodeTable table, JointAtoms atoms, ConditionContext known, MatchResult emptyIsNull) {
    Node present = table.leaf(ResultCode.MATCH);
    for (Variable variable : atoms.variables()) {
      if (variable instanceof Variable.Key key
          && known.get(key.name()) instanceof ContextValue.PresentUnknown) {
        List<Node> leaves = new ArrayList<>();
        for (int edge = 0; edge < key.size(); edge++) {
          boolean canBe = key.classes().canBePresent(edge, emptyIsNull);
          leaves.add(table.leaf(ResultCode.of(MatchResult.of(canBe))));
        }
        present = table.apply(Connective.AND, present, table.node(key, leaves));
      }
    }
    return present;
  }

  private static Node limit(NodeTable table, Variable.Key key, Predicate<ContextValue> canOccur) {
    List<Node> leaves = new ArrayList<>();
    for (int edge = 0; edge < key.size(); edge++) {
      boolean occurs = canOccur.test(key.classes().example(edge));
      leaves.add(table.leaf(ResultCode.of(MatchResult.of(occurs))));
    }
    return table.node(key, leaves);
  }

  private static Node pair(
      NodeTable table, PairRule rule, Variable.Key first, Variable.Key second) {
    boolean inOrder = first.position() < second.position();
    Variable.Key upper = inOrder ? first : second;
    Variable.Key lower = inOrder ? second : first;
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < upper.size(); i++) {
      ContextValue above = upper.classes().example(i);
      List<Node> leaves = new ArrayList<>();
      for (int j = 0; j < lower.size(); j++) {
        ContextValue below = lower.classes().example(j);
        boolean canOccur =
            inOrder ? rule.canOccur().test(above, below) : rule.canOccur().test(below, above);
        leaves.add(table.leaf(ResultCode.of(MatchResult.of(canOccur))));
      }
      children.add(table.node(lower, leaves));
    }
    return table.node(upper, children);
  }

  /** The tests of the statements of two decisions, those of short statements first. */
  private static final class TestGroups {

    private final List<Set<Formula.Atom>> groups = new ArrayList<>();

    static Set<Formula.Atom> inOrder(OpenCase before, OpenCase after, Set<Formula.Atom> all) {
      TestGroups found = new TestGroups();
      for (Formula formula : List.of(after.deny(), after.allow(), before.deny(), before.allow())) {
        found.add(formula);
      }
      found.groups.sort(Comparator.comparingInt(Set::size));
      Set<Formula.Atom> tests = new LinkedHashSet<>();
      found.groups.forEach(tests::addAll);
      tests.addAll(all);
      return tests;
    }

    /** Adds the parts that all must hold; a test by itself is next to no other one. */
    private void add(Formula formula) {
      if (formula instanceof Formula.Join join) {
        Set<Formula.Atom> own = new LinkedHashSet<>();
        if (join.all() && join.parts().stream().allMatch(Formula.Atom.class::isInstance)) {
          ResidualAtoms.addTests(join, own);
          groups.add(own);
        } else {
          join.parts().forEach(this::add);
        }
      }
    }
  }

  /** Where a difference holds for every option of what is not documented. */
  private static final class Certainty {

    private final NodeTable table;
    private final Map<Node, Node> found = new HashMap<>();

    Certainty(NodeTable table) {
      this.table = table;
    }

    Node of(Node node) {
      Node known = found.get(node);
      if (known == null) {
        known = compute(node);
        found.put(node, known);
      }
      return known;
    }

    private Node compute(Node node) {
      if (node instanceof Node.Leaf leaf) {
        boolean isSure = leaf.value() == ResultCode.MATCH;
        return table.leaf(isSure ? ResultCode.MATCH : ResultCode.NO_MATCH);
      }
      Node.Inner inner = (Node.Inner) node;
      List<Node> children = inner.children().stream().map(this::of).toList();
      if (inner.variable() instanceof Variable.Fact fact && !fact.choice().documented()) {
        Node all = table.leaf(ResultCode.MATCH);
        for (Node child : children) {
          all = table.apply(Connective.AND, all, child);
        }
        return all;
      }
      return table.node(inner.variable(), children);
    }
  }

  /**
   * Finds differences and remembers them by the formulas of both decisions and the known keys that
   * these read, which many callers, keys and actions share. Not thread-safe.
   */
  public static final class Memo {

    private final DifferenceFinder finder;
    private final Map<Question, Difference> found = new HashMap<>();
    private long nodes;

    private record Question(
        Formula denyBefore,
        Formula allowBefore,
        Formula deny,
        Formula allow,
        Map<String, ContextValue> facts) {}

    public Memo(DifferenceFinder finder) {
      this.finder = finder;
    }

    /**
     * Which requests the later decision allows and the earlier one does not.
     *
     * @param facts what is known of the condition keys of the requests
     * @param read those of the facts that the formulas read
     */
    public Difference find(
        OpenCase before, OpenCase after, RequestContext facts, Map<String, ContextValue> read) {
      Question question =
          new Question(before.deny(), before.allow(), after.deny(), after.allow(), read);
      Difference known = found.get(question);
      if (known == null) {
        known = finder.find(before, after, facts);
        found.put(question, known);
        nodes += known.nodes();
      }
      return known;
    }

    /** How many diagrams were built. */
    public long diagrams() {
      return found.size();
    }

    /** How many nodes they have together. */
    public long nodes() {
      return nodes;
    }
  }
}
