package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The work of building diagrams is counted and bounded (rule 6.17). */
class DiagramWorkTest {

  private static final String ENDPOINT = "aws:sourcevpce";

  private final WorkMeter meter = new WorkMeter(WorkMeter.of(1_000_000).counter(), 20_000);
  private final NodeTable table = new NodeTable(meter);

  /** The steps of some work. */
  private long steps(Runnable work) {
    long before = meter.counter().spent();
    work.run();
    return meter.counter().spent() - before;
  }

  private static List<ContextValue> values(int count) {
    return IntStream.range(0, count).mapToObj(i -> ContextValue.of("v" + i)).toList();
  }

  private static Set<Formula.Atom> tests(String... conditions) {
    return new LinkedHashSet<>(Cases.tests(conditions));
  }

  private static String equal(String value) {
    return "'StringEquals':{'aws:SourceVpce':'" + value + "'}";
  }

  /** A test whether all of some keys have their first value. */
  private record Firsts(List<String> names) {

    Formula.Atom test() {
      return new Formula.Atom() {
        @Override
        public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
          Set<ContextValue> found = names.stream().map(context::get).collect(Collectors.toSet());
          return found.contains(ContextValue.unknown())
              ? MatchResult.INDETERMINATE
              : MatchResult.of(found.equals(Set.of(ContextValue.of("v0"))));
        }

        @Override
        public int cost() {
          return 1;
        }

        @Override
        public List<String> keys() {
          return names;
        }

        @Override
        public boolean isOpen() {
          return true;
        }
      };
    }
  }

  private BoundAtoms bound(Formula.Atom test, Map<String, List<ContextValue>> values) {
    return new BoundAtoms(Set.of(test), Cases.UNKNOWN, values, table, meter);
  }

  @Test
  @DisplayName("6.17: each evaluation for a combination of values is a step")
  void boundAtoms_node_countsEachEvaluation() {
    Formula.Atom test = new Firsts(List.of("a", "b")).test();
    BoundAtoms atoms = bound(test, Map.of("a", values(3), "b", values(5)));
    atoms.node(test, MatchResult.NO_MATCH);

    assertThat(steps(() -> atoms.node(test, MatchResult.NO_MATCH))).isEqualTo(1 + 3 + 3 * 5);
  }

  @Test
  @DisplayName("6.17: a test with more than 4000 combinations of values has no diagram")
  void boundAtoms_manyCombinations_areTooMany() {
    Formula.Atom test = new Firsts(List.of("a", "b")).test();
    BoundAtoms most = bound(test, Map.of("a", values(40), "b", values(100)));
    BoundAtoms tooMany = bound(test, Map.of("a", values(41), "b", values(100)));

    assertThat(most.node(test, MatchResult.NO_MATCH)).isInstanceOf(Node.Inner.class);
    assertThatExceptionOfType(WorkMeter.TooManyNodes.class)
        .isThrownBy(() -> tooMany.node(test, MatchResult.NO_MATCH));
  }

  @Test
  @DisplayName("6.13: the keys of a decision are variables in the order of their first use")
  void boundAtoms_variables_areInOrder() {
    List<String> names = List.of("zeta", "beta", "eta", "alpha", "theta", "iota", "gamma");
    Map<String, List<ContextValue>> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, values(2)));

    List<Variable> variables = bound(new Firsts(names).test(), values).variables();

    assertThat(variables).extracting(one -> ((Variable.Key) one).name()).isEqualTo(names);
  }

  @Test
  @DisplayName("6.17: each evaluation of a joint test is a step")
  void jointAtoms_evaluations_areCounted() {
    Set<Formula.Atom> tests = tests(equal("v0"), equal("v1"));
    Formula.Atom first = tests.iterator().next();
    Map<String, List<ContextValue>> values = Map.of(ENDPOINT, values(5));
    List<JointAtoms> made = new ArrayList<>();

    long joining =
        steps(() -> made.add(new JointAtoms(Cases.UNKNOWN, tests, values, Set.of(), table, meter)));
    JointAtoms atoms = made.get(0);
    atoms.node(first, MatchResult.NO_MATCH);

    assertThat(joining).isEqualTo(5 * 2);
    assertThat(atoms.variables()).extracting(Variable::size).containsExactly(3);
    assertThat(steps(() -> atoms.keyAtom(first, MatchResult.NO_MATCH))).isEqualTo(3);
    assertThat(steps(() -> atoms.node(first, MatchResult.NO_MATCH))).isEqualTo(1 + 3);
  }

  @Test
  @DisplayName("6.17: a literal is a step, and so is each comparison with a test that lists it")
  void keyPartition_literals_areCounted() {
    String one = "'StringEquals':{'aws:SourceVpce':[%s]}";
    String two = one + ",'StringNotEquals':{'aws:SourceVpce':[%<s]}";

    // All literals that one test alone lists are of one class, and the first one is compared.
    assertThat(literalSteps(one, 20) - literalSteps(one, 10)).isEqualTo(10);
    assertThat(literalSteps(two, 20) - literalSteps(two, 10)).isEqualTo(10 * (1 + 2));
  }

  private long literalSteps(String condition, int count) {
    List<Formula.Atom> tests = Cases.tests(String.format(condition, texts(0, count)));
    ComparedLiterals literals = ComparedLiterals.of(tests);
    KeyPartition partition = new KeyPartition(ENDPOINT, tests, literals);
    return steps(() -> partition.addLiterals(literals, meter));
  }

  private static String texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(","));
  }

  @Test
  @DisplayName("6.13: each literal is in a class of the results that its tests have for it")
  void keyPartition_literals_haveTheResultsOfTheirClass() {
    List<Formula.Atom> tests =
        Cases.tests(
            "'StringEquals':{'aws:SourceVpce':["
                + texts(0, 5)
                + ",'v1','']},"
                + "'StringNotEquals':{'aws:SourceVpce':["
                + texts(3, 8)
                + "]},"
                + "'StringEqualsIfExists':{'aws:SourceVpce':["
                + texts(7, 10)
                + "]},"
                + "'ForAllValues:StringLike':{'aws:SourceVpce':["
                + texts(9, 12)
                + "]}");
    ComparedLiterals literals = ComparedLiterals.of(tests);
    KeyPartition partition = new KeyPartition(ENDPOINT, tests, literals);
    partition.addLiterals(literals, meter);
    ValueClasses classes = partition.classes();

    assertThat(literals.texts()).hasSize(13);
    for (String text : literals.texts().keySet()) {
      int number = classes.classOf(ContextValue.of(text), StepCounter.none());
      KeyPartition.SingleKeyContext context =
          new KeyPartition.SingleKeyContext(ENDPOINT, ContextValue.of(text), StepCounter.none());
      for (Formula.Atom test : tests) {
        for (MatchResult emptyIsNull : DiagramBuilder.READINGS) {
          assertThat(partition.results(test, emptyIsNull).get(number))
              .as("%s for `%s`", test, text)
              .isEqualTo(ResultCode.of(test.evaluate(context, emptyIsNull)));
        }
      }
    }
  }

  @Test
  @DisplayName("6.17: each pair of nodes that is combined is a step")
  void nodeTable_apply_countsEachPair() {
    ValueClasses classes =
        new ValueClasses(
            values(2).stream().map(List::of).toList(), (value, counter) -> Variable.ODD);
    Variable key = new Variable.Key(0, ENDPOINT, classes);
    Node no = table.leaf(ResultCode.NO_MATCH);
    Node yes = table.leaf(ResultCode.MATCH);
    Node first = table.node(key, List.of(no, yes));
    Node second = table.node(key, List.of(yes, no));

    assertThat(steps(() -> table.apply(Connective.AND, first, second))).isEqualTo(1);
    assertThat(steps(() -> table.apply(Connective.AND, first, second))).isZero();
  }

  @Test
  @DisplayName("A context of one key knows nothing of other keys")
  void singleKeyContext_otherKeys_areUnknown() {
    KeyPartition.SingleKeyContext context =
        new KeyPartition.SingleKeyContext("k", ContextValue.of("a"), StepCounter.none());

    assertThat(context.get("k")).isEqualTo(ContextValue.of("a"));
    assertThat(context.get("l")).isEqualTo(ContextValue.unknown());
    assertThat(context.mayHoldOthersUnder("l")).isTrue();
  }
}
