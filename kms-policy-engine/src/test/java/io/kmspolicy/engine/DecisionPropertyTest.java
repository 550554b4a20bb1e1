package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.RequestContext;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("decisions")
class DecisionPropertyTest {

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
    return Worlds.any().partial();
  }

  @Provide
  Arbitrary<World> contended() {
    return Worlds.any().contended();
  }

  @Provide
  Arbitrary<PolicySet> layers() {
    return Worlds.any().policySets();
  }

  @Provide
  Arbitrary<List<RequestContext>> values() {
    return Worlds.any().contexts().list().ofSize(8);
  }

  private static Decision decide(World world) {
    Decision first = Evaluators.ALL.get(0).decide(world.request(), world.policies());
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      assertThat(evaluator.decide(world.request(), world.policies())).isEqualTo(first);
    }
    return first;
  }

  /** Whether an answer with more knowledge stands by what was promised with less. */
  private static boolean keeps(Decision promised, Decision now) {
    return switch (promised) {
      case INDETERMINATE -> true;
      case DENIED -> now.isCertainDenial();
      case ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY -> now == promised;
    };
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Label("6.3-6.5: a certain decision holds however the unknown is filled in")
  void decide_unknownFilledIn_keepsCertainDecisions(
      @ForAll("partial") World partial,
      @ForAll("values") List<RequestContext> values,
      @ForAll("layers") PolicySet layers) {
    Decision promised = decide(partial);
    for (RequestContext context : values) {
      World filled = Worlds.fill(partial, context, layers);
      Decision now = decide(filled);

      // What AWS does not document stays open with nothing unknown too.
      if (now != Decision.INDETERMINATE) {
        assertThat(keeps(promised, now)).as("%s, %s for %s", promised, now, filled).isTrue();
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Label("6.13: a certain decision holds where one unknown occurs many times")
  void decide_oneUnknownManyTests_keepsCertainDecisions(
      @ForAll("contended") World contended, @ForAll("values") List<RequestContext> values) {
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      Decision promised = evaluator.decide(contended.request(), contended.policies());
      for (RequestContext context : values) {
        Decision now = decide(Worlds.fillContext(contended, context));

        if (now != Decision.INDETERMINATE) {
          assertThat(keeps(promised, now)).as("%s, %s in %s", promised, now, context).isTrue();
        }
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Label("a question of documented things with nothing unknown has a certain answer")
  void decide_settledAndKnown_isCertain(@ForAll("settled") World world) {
    assertThat(decide(world)).isNotIn(Decision.INDETERMINATE, Decision.DENIED);
  }
}
