package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

/** The decision graph gives the same decisions as its formulas (rules 6.1-6.5, 6.13). */
@Label("the graph of a decision")
@AddLifecycleHook(Seeds.class)
class DecisionGraphPropertyTest {

  /** No test is about the resource. */
  private static final String ARN =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final List<String> KEYS = List.of("aws:a", "aws:b", "aws:c", "aws:d");
  private static final List<String> VALUES = List.of("x", "y");

  /** A test whether a key has a value; a separate kind of test, independent of the operators. */
  private static final class Is extends Formula.Atom {

    private final String key;
    private final String expected;

    Is(String key, String expected) {
      this.key = key;
      this.expected = expected;
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return context.get(key) instanceof ContextValue.Present present
          ? MatchResult.of(expected.equals(present.single()))
          : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    /** Of one of the values only, so that graphs have all kinds of branches. */
    @Override
    public @Nullable String comparedText() {
      return expected.equals("x") ? expected : null;
    }

    @Override
    public String toString() {
      return key + "=" + expected;
    }
  }

  /** A test whether two keys have the same value. */
  private static final class Same extends Formula.Atom {

    private final List<String> keys;

    Same(String key, String other) {
      this.keys = List.of(key, other);
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return context.get(keys.get(0)) instanceof ContextValue.Present one
              && context.get(keys.get(1)) instanceof ContextValue.Present two
          ? MatchResult.of(one.equals(two))
          : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return 1;
    }

    @Override
    public List<String> keys() {
      return keys;
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public String comparedKey() {
      return keys.get(1);
    }

    @Override
    public String toString() {
      return keys.get(0) + "=" + keys.get(1);
    }
  }

  @Provide
  Arbitrary<Formula> formulas() {
    Arbitrary<Formula> is =
        Combinators.combine(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).as(Is::new);
    Arbitrary<Formula> same =
        Combinators.combine(Arbitraries.of(KEYS), Arbitraries.of(KEYS)).as(Same::new);
    Arbitrary<Formula> test = Arbitraries.frequencyOf(Tuple.of(4, is), Tuple.of(1, same));
    Arbitrary<Formula> leaf =
        Arbitraries.frequencyOf(
            Tuple.of(8, test),
            Tuple.of(1, Arbitraries.of(MatchResult.values()).map(Formula.Constant::of)));
    return join(join(leaf));
  }

  private static Arbitrary<Formula> join(Arbitrary<Formula> parts) {
    return Combinators.combine(Arbitraries.of(true, false), parts.list().ofMinSize(1).ofMaxSize(3))
        .as(
            (all, joined) ->
                joined.stream()
                    .reduce(all ? FormulaAlgebra.INSTANCE::and : FormulaAlgebra.INSTANCE::or)
                    .orElseThrow());
  }

  /** A value for each key, or unknown. */
  @Provide
  Arbitrary<List<String>> contexts() {
    return Arbitraries.of("x", "y", "?").list().ofSize(KEYS.size());
  }

  private static RequestContext context(List<String> values) {
    RequestContext.Builder context = RequestContext.builder();
    for (int i = 0; i < KEYS.size(); i++) {
      if (values.get(i).equals("?")) {
        context.unknown(KEYS.get(i));
      } else {
        context.put(KEYS.get(i), values.get(i));
      }
    }
    return context.build();
  }

  private static List<RequestContext> completions(List<String> values) {
    List<List<String>> filled = List.of(List.of());
    for (String value : values) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> partial : filled) {
        for (String one : value.equals("?") ? VALUES : List.of(value)) {
          List<String> next = new ArrayList<>(partial);
          next.add(one);
          longer.add(next);
        }
      }
      filled = longer;
    }
    return filled.stream().map(DecisionGraphPropertyTest::context).toList();
  }

  /** The results of formulas with a value for every key; constants can still be indeterminate. */
  private static Set<Decision> possible(Formula deny, Formula allow, RequestContext context) {
    MatchResult denied = deny.evaluate(context, MatchResult.INDETERMINATE);
    MatchResult allowed = allow.evaluate(context, MatchResult.INDETERMINATE);
    Set<Decision> possible = EnumSet.noneOf(Decision.class);
    if (!denied.isNoMatch()) {
      possible.add(Decision.EXPLICIT_DENY);
    }
    if (!denied.isMatch() && !allowed.isNoMatch()) {
      possible.add(Decision.ALLOWED);
    }
    if (!denied.isMatch() && !allowed.isMatch()) {
      possible.add(Decision.IMPLICIT_DENY);
    }
    return possible;
  }

  private static Decision together(Set<Decision> possible) {
    return new Outcomes(
            possible.contains(Decision.ALLOWED),
            possible.contains(Decision.EXPLICIT_DENY),
            possible.contains(Decision.IMPLICIT_DENY))
        .decision();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("6.13: a decision of the graph is what all ways of filling in the unknown come to")
  void decide_anyContext_isExactOrLeftToTheWorlds(
      @ForAll("formulas") Formula deny,
      @ForAll("formulas") Formula allow,
      @ForAll("contexts") List<String> values) {
    Decision decided = DecisionGraph.of(deny, allow).decide(context(values), ARN);
    Set<Decision> possible = EnumSet.noneOf(Decision.class);
    completions(values).forEach(one -> possible.addAll(possible(deny, allow, one)));

    if (decided != null) {
      assertThat(decided).isEqualTo(together(possible));
    } else {
      assertThat(values).as("only what is unknown may be left open").contains("?");
    }
  }

  @Example
  @Label("6.13: open tests that read a key each are settled without the worlds")
  void decide_independentTests_isExact() {
    Formula allow = FormulaAlgebra.INSTANCE.and(new Is("aws:a", "x"), new Is("aws:b", "x"));
    DecisionGraph graph = DecisionGraph.of(Formula.Constant.NO_MATCH, allow);

    assertThat(graph.decide(context(List.of("?", "?", "x", "x")), ARN))
        .isEqualTo(Decision.INDETERMINATE);
    assertThat(graph.decide(context(List.of("?", "y", "x", "x")), ARN))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Example
  @Label("6.13: open tests that read the same key are left to the worlds unless all agree")
  void decide_relatedTests_areLeftToTheWorlds() {
    Formula either = FormulaAlgebra.INSTANCE.or(new Is("aws:a", "x"), new Is("aws:a", "y"));

    assertThat(DecisionGraph.of(Formula.Constant.NO_MATCH, either).decide(context(unknown()), ARN))
        .isNull();
    assertThat(DecisionGraph.of(either, Formula.Constant.NO_MATCH).decide(context(unknown()), ARN))
        .isNull();
  }

  @Example
  @Label("6.11: a key that is present with an unknown value is left to the worlds")
  void decide_presentUnknown_isLeftToTheWorlds() {
    DecisionGraph graph = DecisionGraph.of(Formula.Constant.NO_MATCH, new Is("aws:a", "x"));
    RequestContext present =
        RequestContext.builder().set("aws:a", ContextValue.presentUnknown()).build();

    assertThat(graph.decide(present, ARN)).isNull();
  }

  /** The formula, joined with more tests than a word has bits; none of them holds. */
  private static Formula withManyTests(Formula formula) {
    List<Formula> parts = new ArrayList<>(List.of(formula));
    for (int i = 0; i <= DecisionGraph.MAX_BRANCHES; i++) {
      parts.add(new Is("aws:many" + i, "x"));
    }
    return FormulaAlgebra.INSTANCE.or(parts);
  }

  private static RequestContext.Builder withManyValues(RequestContext context) {
    RequestContext.Builder builder = context.toBuilder();
    for (int i = 0; i <= DecisionGraph.MAX_BRANCHES; i++) {
      builder.put("aws:many" + i, "y");
    }
    return builder;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("6.13: a decision does not depend on the number of tests that do not hold")
  void decide_manyTests_isTheDecisionOfFew(
      @ForAll("formulas") Formula deny,
      @ForAll("formulas") Formula allow,
      @ForAll("contexts") List<String> values) {
    DecisionGraph many = DecisionGraph.of(withManyTests(deny), withManyTests(allow));
    RequestContext context = withManyValues(context(values)).build();

    assertThat(many.decide(context, ARN))
        .isEqualTo(DecisionGraph.of(deny, allow).decide(context(values), ARN));
  }

  @Example
  @Label("6.13: with more tests than a word has bits, independent tests are settled as well")
  void decide_manyTests_settlesIndependentTests() {
    DecisionGraph graph =
        DecisionGraph.of(
            Formula.Constant.NO_MATCH,
            FormulaAlgebra.INSTANCE.or(
                withManyTests(new Is("aws:many8", "z")), new Is("aws:many7", "z")));
    RequestContext none = withManyValues(RequestContext.empty()).build();
    RequestContext open = none.toBuilder().set("aws:many9", ContextValue.unknown()).build();
    RequestContext related = none.toBuilder().set("aws:many7", ContextValue.unknown()).build();

    assertThat(graph).isInstanceOf(DecisionGraph.CountedGraph.class);
    assertThat(graph.decide(none, ARN)).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(graph.decide(open, ARN)).isEqualTo(Decision.INDETERMINATE);
    assertThat(graph.decide(open.toBuilder().set("aws:many3", ContextValue.of("x")).build(), ARN))
        .isEqualTo(Decision.ALLOWED);
    assertThat(graph.decide(related, ARN)).as("two tests read the same unknown key").isNull();
  }

  @Example
  @Label("6.17: a graph counts its steps from one branch on beyond a word's")
  void of_oneBranchMore_countsItsSteps() {
    int most = DecisionGraph.MAX_BRANCHES;
    for (int branches = most - 1; branches <= most + 1; branches++) {
      List<Formula> tests = new ArrayList<>();
      for (int i = 0; i < branches; i++) {
        tests.add(new Is("aws:many" + i, "z"));
      }
      DecisionGraph graph =
          DecisionGraph.of(Formula.Constant.NO_MATCH, FormulaAlgebra.INSTANCE.or(tests));
      RequestContext none = withManyValues(RequestContext.empty()).build();

      if (branches > most) {
        assertThat(graph)
            .as("%s branches", branches)
            .isInstanceOfSatisfying(
                DecisionGraph.CountedGraph.class,
                counted ->
                    assertThat(counted.decideUncounted(none, ARN)).as("it has no runs").isNull());
      } else {
        assertThat(graph).as("%s branches", branches).isInstanceOf(DecisionGraph.Graph.class);
      }
      assertThat(graph.decide(none, ARN)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  private static List<String> unknown() {
    return List.of("?", "?", "?", "?");
  }
}
