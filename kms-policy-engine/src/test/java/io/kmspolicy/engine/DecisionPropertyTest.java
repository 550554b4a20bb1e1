package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Unknowns.Truth;
import io.kmspolicy.engine.Worlds.LayerName;
import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@Label("decisions")
@AddLifecycleHook(Seeds.class)
class DecisionPropertyTest {

  private static final ReferenceEvaluator PLAIN =
      new ReferenceEvaluator(KmsCatalogue.bundled(), new StepBudget(StepBudget.OF_AN_EVALUATION));

  @Provide
  Arbitrary<World> known() {
    return Worlds.any().known();
  }

  @Provide
  Arbitrary<World> settled() {
    return Worlds.settled().known();
  }

  @Provide
  Arbitrary<World> partial() {
    return Unknowns.partial();
  }

  @Provide
  Arbitrary<World> contended() {
    return Worlds.any().contended();
  }

  @Provide
  Arbitrary<List<Truth>> truths() {
    return Unknowns.truths().list().ofSize(4);
  }

  @Provide
  Arbitrary<Truth> truth() {
    return Unknowns.truths();
  }

  @Provide
  Arbitrary<List<RequestContext>> values() {
    return Worlds.any().contexts().filter(DecisionPropertyTest::hasPlainNames).list().ofSize(8);
  }

  /** Whether all versions of Unicode agree on the letter case of the names (rule 3.2). */
  private static boolean hasPlainNames(RequestContext context) {
    return context.values().keySet().stream().noneMatch(LetterCase::isOpen);
  }

  /** A Deny statement for policies with principals, and one for policies without. */
  @Provide
  Arbitrary<List<Statement>> denies() {
    PolicyStatements statements = new PolicyStatements(false);
    return Combinators.combine(
            statements.statements(PolicyType.RESOURCE_CONTROL, Effect.DENY),
            statements.statements(PolicyType.IDENTITY, Effect.DENY))
        .as(List::of);
  }

  @Provide
  Arbitrary<World> wild() {
    return Worlds.any().wild();
  }

  private static Decision decide(World world) {
    Decision first = Evaluators.ALL.get(0).decide(world.request(), world.policies());
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Decision other = evaluator.decide(world.request(), world.policies());

      assertThat(Evaluators.refines(other, first))
          .as("%s, %s for %s", other, first, world)
          .isTrue();
    }
    return first;
  }

  /** Whether a decision with more known inputs is consistent with a decision with fewer. */
  private static boolean keeps(Decision promised, Decision now) {
    return switch (promised) {
      case INDETERMINATE -> true;
      case DENIED -> now.isCertainDenial();
      case ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY -> now == promised;
    };
  }

  /**
   * Whether a decision is less exact than another one, and no other, where a name may be another
   * spelling of another one, which an unknown context does not consider (rule 3.2).
   */
  private static boolean isLessExact(Decision promised, Decision now, World world) {
    boolean isSound =
        now == Decision.INDETERMINATE || (promised.isCertainDenial() && now.isCertainDenial());
    return isSound
        && !(world.request().context() instanceof RequestContext context && hasPlainNames(context));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("6.3-6.5: a certain decision holds however the unknown is filled in")
  void decide_unknownFilledIn_keepsCertainDecisions(
      @ForAll("partial") World partial, @ForAll("truths") List<Truth> truths) {
    Decision promised = decide(partial);
    for (Truth truth : truths) {
      World filled = Unknowns.fill(partial, truth);
      Decision now = decide(filled);

      assertThat(keeps(promised, now) || isLessExact(promised, now, filled))
          .as("%s, %s for %s", promised, now, filled)
          .isTrue();
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("6.13: a certain decision holds where one unknown occurs many times")
  void decide_oneUnknownManyTests_keepsCertainDecisions(
      @ForAll("contended") World contended, @ForAll("values") List<RequestContext> values) {
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Decision promised = evaluator.decide(contended.request(), contended.policies());
      for (RequestContext context : values) {
        Decision now = decide(contended.in(context));

        assertThat(keeps(promised, now)).as("%s, %s in %s", promised, now, context).isTrue();
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("6.13: tables that compile one question anew decide no more than the complete reference")
  void decide_onceByTables_isTheCompleteReference(
      @ForAll("partial") World partial, @ForAll("contended") World contended) {
    for (World world : List.of(partial, contended)) {
      Judgment judged = PLAIN.judge(world.request(), world.policies());
      if (judged.isComplete()) {
        assertThat(PolicyEvaluator.tables().decide(world.request(), world.policies()))
            .as(world.toString())
            .isEqualTo(judged.decision());
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("a question of documented things with nothing unknown has a certain answer")
  void decide_settledAndKnown_isCertain(@ForAll("settled") World world) {
    assertThat(decide(world)).isNotIn(Decision.INDETERMINATE, Decision.DENIED);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("6.4: knowing more never changes a certain decision")
  void decide_knowingMore_keepsCertainDecisions(
      @ForAll("partial") World partial, @ForAll("truth") Truth truth, @ForAll Random random) {
    World more = Unknowns.learn(partial, truth, unknown -> random.nextBoolean());
    World all = Unknowns.fill(more, truth);
    Decision before = decide(partial);
    Decision now = decide(more);
    Decision last = decide(all);

    assertThat(keeps(before, now) || isLessExact(before, now, more))
        .as("%s, %s for %s", before, now, more)
        .isTrue();
    assertThat(keeps(now, last) || isLessExact(now, last, all))
        .as("%s, %s for %s", now, last, all)
        .isTrue();
  }

  /** Whether the grant that is meant is no longer listed, which leaves it open (rule 5.14). */
  private static boolean isWithoutItsGrant(World world, LayerName layer) {
    return layer == LayerName.GRANTS && !world.request().grantId().isEmpty();
  }

  private static World denied(World world, LayerName layer, List<Statement> denies) {
    return world.with(
        Rearrangements.withStatement(world.policies(), layer, denies.get(0), denies.get(1)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("4.1: one more Deny never makes anything allowed, nor a denial uncertain")
  void decide_oneMoreDeny_keepsDenials(
      @ForAll("known") World world,
      @ForAll LayerName layer,
      @ForAll("denies") List<Statement> denies) {
    Decision before = decide(world);
    Decision after = decide(denied(world, layer, denies));

    if (before != Decision.ALLOWED) {
      assertThat(after).isNotEqualTo(Decision.ALLOWED);
    }
    if (before.isCertainDenial() && !isWithoutItsGrant(world, layer)) {
      assertThat(after.isCertainDenial()).isTrue();
    }
    if (before == Decision.EXPLICIT_DENY) {
      assertThat(after).isEqualTo(Decision.EXPLICIT_DENY);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("4.1: one more Deny never makes anything allowed where something is unknown")
  void decide_oneMoreDenyAndUnknowns_allowsNothing(
      @ForAll("partial") World world,
      @ForAll LayerName layer,
      @ForAll("denies") List<Statement> denies) {
    Decision before = decide(world);
    Decision after = decide(denied(world, layer, denies));

    if (before != Decision.ALLOWED) {
      assertThat(after).isNotEqualTo(Decision.ALLOWED);
    }
    if (before.isCertainDenial() && !isWithoutItsGrant(world, layer)) {
      assertThat(after.isCertainDenial()).isTrue();
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("1.3, 3.1: the order of levels, policies, statements, grants and values does not matter")
  void decide_anotherOrder_decidesAlike(@ForAll("partial") World world, @ForAll Random random) {
    World other = world.with(Rearrangements.shuffled(world.policies(), random));
    RequestContext context = (RequestContext) world.request().context();

    assertThat(decide(other.in(Rearrangements.shuffled(context, random)))).isEqualTo(decide(world));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("4.3, 4.17: how the statements of a layer are spread over policies does not matter")
  void decide_splitOrMerged_decidesAlike(@ForAll("partial") World world) {
    Decision decision = decide(world);

    assertThat(decide(world.with(Rearrangements.split(world.policies())))).isEqualTo(decision);
    assertThat(decide(world.with(Rearrangements.merged(world.policies())))).isEqualTo(decision);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("4.8: what the key policy says to another account's caller alone allows nothing")
  void decide_strangerWithoutIdentityPolicies_isNeverAllowed(@ForAll("settled") World world) {
    PolicySet noIdentity = world.policies().toBuilder().identity(PolicyLayer.of()).build();
    World asked = world.with(noIdentity);
    if (asked.request().caller().arn().contains("444455556666")) {
      assertThat(decide(asked)).isNotEqualTo(Decision.ALLOWED);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 600)
  @Label("any text in any place is decided, and alike by all")
  void decide_anyTexts_neverFails(@ForAll("wild") World world) {
    assertThat(decide(world)).isNotNull();
  }
}
