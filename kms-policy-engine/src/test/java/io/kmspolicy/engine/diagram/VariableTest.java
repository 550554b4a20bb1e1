package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.WorkMeter;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The variables of diagrams: tests, keys and choices. */
class VariableTest {

  private static final String PAIR = "kms:encryptioncontext:a";
  private static final String ENDPOINT = "aws:sourcevpce";

  /** A test of the pairs of the encryption context, as grants have it. */
  private static final class OfPairs extends Formula.Atom {

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      ContextValue value = context.get(PAIR);
      return value instanceof ContextValue.Unknown
          ? MatchResult.INDETERMINATE
          : MatchResult.of(value.equals(ContextValue.of("x")));
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return List.of();
    }

    @Override
    public boolean readsOnlyItsKeys() {
      return false;
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }

  private static RequestContext endpoint(ContextValue value) {
    return RequestContext.builder().unknown("*").set(ENDPOINT, value).build();
  }

  @Test
  @DisplayName("6.13: an open test is approximate if a key that it reads is not known")
  void isApproximate_openTest_dependsOnItsKeys() {
    Variable.Atom test =
        new Variable.Atom(0, Cases.tests("'StringEquals':{'aws:SourceVpce':'1'}").get(0));
    Variable.Atom ofPairs = new Variable.Atom(1, new OfPairs());
    int open = ResultCode.INDETERMINATE;

    assertThat(test.isApproximate(open, endpoint(ContextValue.unknown()))).isTrue();
    assertThat(test.isApproximate(open, endpoint(ContextValue.presentUnknown()))).isTrue();
    assertThat(test.isApproximate(open, endpoint(ContextValue.of("1")))).isFalse();
    assertThat(test.isApproximate(open, endpoint(ContextValue.absent()))).isFalse();
    assertThat(test.isApproximate(ResultCode.MATCH, endpoint(ContextValue.unknown()))).isFalse();
    assertThat(ofPairs.isApproximate(open, endpoint(ContextValue.of("1")))).isTrue();
    assertThat(ofPairs.isApproximate(ResultCode.NO_MATCH, Cases.UNKNOWN)).isFalse();
  }

  @Test
  @DisplayName("Choices how a test decides are the same if the tests are")
  void openAtom_equality_isThatOfTheTests() {
    OpenAtom one = new OpenAtom("test", List.of(), "a text");

    assertThat(one).isEqualTo(new OpenAtom("test", List.of("key"), "another text"));
    assertThat(one).isNotEqualTo(new OpenAtom("another", List.of(), "a text"));
  }

  private static final OpenFact.Choice LAYER =
      new OpenFact.Choice("layer", List.of("p", "q"), true);
  private static final OpenFact.Choice RULE = OpenFact.Choice.undocumented("rule");

  private static JointAtoms joint(Set<Formula.Atom> tests, Map<String, List<ContextValue>> values) {
    WorkMeter meter = WorkMeter.of(100_000);
    return new JointAtoms(Cases.UNKNOWN, tests, values, Set.of(), new NodeTable(meter), meter);
  }

  @Test
  @DisplayName("6.13: values with the same results are one class; its example is the least unusual")
  void jointAtoms_classes_areShownByTheLeastUnusualValue() {
    JointAtoms atoms =
        joint(
            new LinkedHashSet<>(Cases.tests("'StringEquals':{'aws:SourceVpce':['1','2']}")),
            Map.of(
                ENDPOINT,
                List.of(
                    ContextValue.of("", "x"),
                    ContextValue.of("x"),
                    ContextValue.absent(),
                    ContextValue.of("2"))));

    ValueClasses classes = atoms.key(ENDPOINT).classes();

    assertThat(classes.size()).isEqualTo(2);
    assertThat(classes.example(0)).isEqualTo(ContextValue.absent());
    assertThat(classes.example(1)).isEqualTo(ContextValue.of("2"));
  }

  @Test
  @DisplayName("6.13: a test of one key has a result for each class of it")
  void jointAtoms_keyAtom_hasTheResultOfEachClass() {
    Formula.Atom test = Cases.tests("'StringEquals':{'aws:SourceVpce':'1'}").get(0);
    Formula.Atom ofPairs = new OfPairs();
    JointAtoms atoms =
        joint(
            new LinkedHashSet<>(List.of(test, ofPairs)),
            Map.of(
                ENDPOINT,
                List.of(ContextValue.absent(), ContextValue.of("1")),
                PAIR,
                List.of(ContextValue.of("x"), ContextValue.of("y"))));

    AtomNodes.KeyAtom one = atoms.keyAtom(test, MatchResult.NO_MATCH);
    AtomNodes.KeyAtom pair = atoms.keyAtom(ofPairs, MatchResult.NO_MATCH);

    assertThat(one.variable().name()).isEqualTo(ENDPOINT);
    assertThat(one.results()).containsExactly(ResultCode.NO_MATCH, ResultCode.MATCH);
    assertThat(pair.variable().name()).as("grants read pairs, and no other keys").isEqualTo(PAIR);
    assertThat(pair.results()).containsExactly(ResultCode.MATCH, ResultCode.NO_MATCH);
  }

  @Test
  @DisplayName("6.14: choices come after the keys, those that AWS does not document at the end")
  void jointAtoms_variables_areKeysThenChoices() {
    JointAtoms atoms =
        joint(
            new LinkedHashSet<>(Cases.tests("'StringEquals':{'aws:SourceVpce':'1'}")),
            Map.of(ENDPOINT, List.of(ContextValue.absent(), ContextValue.of("1"))));
    OpenFact.Choice other = new OpenFact.Choice("other", List.of("p", "q"), true);
    atoms.node(new OpenFact(RULE, List.of(false, true)), MatchResult.MATCH);
    atoms.node(new OpenFact(LAYER, List.of(false, true)), MatchResult.MATCH);
    atoms.node(new OpenFact(other, List.of(false, true)), MatchResult.MATCH);

    List<String> inOrder =
        atoms.variables().stream()
            .sorted((left, right) -> Integer.compare(left.position(), right.position()))
            .map(
                variable ->
                    variable instanceof Variable.Fact fact
                        ? fact.choice().subject().toString()
                        : ((Variable.Key) variable).name())
            .toList();

    assertThat(inOrder).containsExactly(ENDPOINT, "layer", "other", "rule");
    assertThat(atoms.undocumented()).containsExactly(RULE);
  }

  @Test
  @DisplayName("6.14: the shortest path has the fewest options that are not the usual ones")
  void shortestPath_twoChoices_takesTheUsualOptions() {
    WorkMeter meter = WorkMeter.of(100_000);
    NodeTable table = new NodeTable(meter);
    Variable first = new Variable.Fact(0, LAYER);
    Variable second = new Variable.Fact(1, new OpenFact.Choice("b", List.of("p", "q"), true));
    Variable third = new Variable.Fact(2, new OpenFact.Choice("c", List.of("p", "q"), true));
    Node no = table.leaf(ResultCode.NO_MATCH);
    Node yes = table.leaf(ResultCode.MATCH);
    Node two = table.node(second, List.of(no, table.node(third, List.of(no, yes))));
    Node root = table.node(first, List.of(two, yes));

    ShortestPath.Path path = new ShortestPath(joint(Set.of(), Map.of())).to(root, ResultCode.MATCH);

    assertThat(path.options()).isEqualTo(Map.of(LAYER, 1));
  }
}
