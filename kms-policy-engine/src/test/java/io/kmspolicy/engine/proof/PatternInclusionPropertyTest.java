package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import io.kmspolicy.engine.exact.Languages;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ContextValue;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/**
 * A change of the patterns of one condition is proven exactly if the language of the new patterns
 * is in that of the old ones, by the automata of {@code dk.brics.automaton}.
 */
@Label("proofs about patterns and the languages of another library")
@AddLifecycleHook(Seeds.class)
class PatternInclusionPropertyTest {

  private static final PrincipalName ALICE = new PrincipalName.User("aws", Words.ACCOUNT, "alice");
  private static final PrincipalName THE_ACCOUNT = new PrincipalName.Account("", Words.ACCOUNT);
  private static final String IAM = "arn:aws:iam::" + Words.ACCOUNT + ":";

  @Provide
  Arbitrary<List<String>> patterns() {
    return Arbitraries.of('a', 'b', '*', '*', '?')
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(Texts::join)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> arns() {
    Arbitrary<String> services = Arbitraries.of("sns", "s*", "*", "s?s");
    Arbitrary<String> regions = Arbitraries.of("us-west-2", "us-*", "*", "*-2");
    Arbitrary<String> names = Arbitraries.of("t", "t*", "*", "*:t", "?", "*t");
    return Combinators.combine(services, regions, names)
        .as((service, region, name) -> "arn:aws:" + service + ":" + region + ":1:" + name)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> callers() {
    Arbitrary<String> kinds = Arbitraries.of("role/", "user/", "*", "*/", "r*", "role/ops/");
    Arbitrary<String> names = Arbitraries.of("App", "*", "A*", "*p", "?pp", "");
    return Combinators.combine(kinds, names)
        .as((kind, name) -> IAM + kind + name)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Statement statement(
      PrincipalName principal, Comparison comparison, String key, List<String> values) {
    Condition test =
        new Condition(
            ConditionOperator.plain(comparison),
            key,
            values.stream().distinct().map(ConditionValue::of).toList(),
            SourceLocation.nowhere());
    return new Statement(
        io.kmspolicy.model.policy.Label.absent(),
        Effect.ALLOW,
        new PrincipalElement.Principal(List.of(principal)),
        new ActionElement.Action(List.of(ActionPattern.of("kms:Decrypt"))),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        new ConditionBlock(List.of(test)),
        SourceLocation.nowhere());
  }

  private static Proof prove(Statement before, Statement after) {
    return PolicyProver.create().noNewAccess(state(before), state(after));
  }

  private static PolicyState state(Statement statement) {
    return PolicyState.ofKeyPolicy(
        SmallWorld.KEY, SmallWorld.layer(List.of(statement)), GrantLayer.none());
  }

  /**
   * Asserts that a change is proven exactly if the values that satisfy the test after it satisfied
   * the test before.
   */
  private static void assertInclusion(Proof proof, String key, Automaton before, Automaton after) {
    Automaton added = after.minus(before);
    Statistics.collect(proof.getClass().getSimpleName());
    assertThat(proof instanceof Proof.Proven)
        .as("%s, %s", proof, added.getShortestExample(true))
        .isEqualTo(added.isEmpty());
    if (proof instanceof Proof.Refuted refuted) {
      ContextValue value =
          refuted.witness().after().request().context().get(key.toLowerCase(Locale.ROOT));
      assertThat(value)
          .isInstanceOfSatisfying(
              ContextValue.Present.class,
              present -> assertThat(added.run(present.values().get(0))).as("%s", present).isTrue());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
  @Label("2.16: patterns of texts are proven to be narrower exactly if their language is")
  void noNewAccess_stringLike_isInclusion(
      @ForAll("patterns") List<String> before, @ForAll("patterns") List<String> after) {
    String key = "aws:SourceVpce";
    Automaton old = Languages.union(before.stream().map(one -> glob(one)).toList());
    Automaton now = Languages.union(after.stream().map(one -> glob(one)).toList());

    assertInclusion(
        prove(
            statement(ALICE, Comparison.STRING_LIKE, key, before),
            statement(ALICE, Comparison.STRING_LIKE, key, after)),
        key,
        old,
        now);
    assertInclusion(
        prove(
            statement(ALICE, Comparison.STRING_NOT_LIKE, key, before),
            statement(ALICE, Comparison.STRING_NOT_LIKE, key, after)),
        key,
        old.complement(),
        now.complement());
  }

  private static Automaton glob(String pattern) {
    return Languages.glob(pattern, false);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 100)
  @Label("2.15: patterns of ARNs are proven to be narrower exactly if their language is")
  void noNewAccess_arnLike_isInclusion(
      @ForAll("arns") List<String> before, @ForAll("arns") List<String> after) {
    String key = "aws:SourceArn";

    assertInclusion(
        prove(
            statement(ALICE, Comparison.ARN_LIKE, key, before),
            statement(ALICE, Comparison.ARN_LIKE, key, after)),
        key,
        Languages.union(before.stream().map(Languages::arnLike).toList()),
        Languages.union(after.stream().map(Languages::arnLike).toList()));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 100)
  @Label("4.15: patterns of callers are proven to be narrower exactly if fewer callers match")
  void noNewAccess_principalArn_isInclusionOfCallers(
      @ForAll("callers") List<String> before, @ForAll("callers") List<String> after) {
    String key = "aws:PrincipalArn";
    Automaton callers =
        Languages.union(
            List.of(
                BasicAutomata.makeString(IAM + "root"),
                Languages.identities(IAM + "user/", true),
                Languages.identities(IAM + "role/", true),
                Languages.identities("arn:aws:sts::" + Words.ACCOUNT + ":federated-user/", false)));

    assertInclusion(
        prove(
            statement(THE_ACCOUNT, Comparison.ARN_LIKE, key, before),
            statement(THE_ACCOUNT, Comparison.ARN_LIKE, key, after)),
        key,
        callers.intersection(Languages.union(before.stream().map(Languages::arnLike).toList())),
        callers.intersection(Languages.union(after.stream().map(Languages::arnLike).toList())));
  }
}
