package io.kmspolicy.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.Decision;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Decisions beside those of an evaluator that tries all values and shares no operator. */
@Label("brute force over small vocabularies")
@AddLifecycleHook(Seeds.class)
class BruteForcePropertyTest {

  private static final PolicyEvaluator REFERENCE = Evaluators.ALL.get(0);
  private static final PolicyEvaluator TABLES = Evaluators.ALL.get(1);

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 2_000)
  @Label("6.3-6.5, 6.13: no decision claims more than all values of the unknown keys allow")
  void decide_anyPolicy_claimsNothingThatSomeValuesDeny(@ForAll Random random) {
    compare(SmallPolicy.random(random));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261128", tries = 2_000)
  @Label("6.13: the same where variables compare two unknown keys")
  void decide_comparedKeys_claimsNothingThatSomeValuesDeny(@ForAll Random random) {
    compare(SmallPolicy.ofComparedKeys(random));
  }

  private static void compare(SmallPolicy policy) {
    Outcomes possible = policy.outcomes();
    Decision exact = possible.decision();
    Decision reference = REFERENCE.decide(policy.request(), policy.policies());
    Decision tables = TABLES.decide(policy.request(), policy.policies());

    assertThat(Evaluators.refines(exact, reference)).as("%s for %s", reference, policy).isTrue();
    assertThat(Evaluators.refines(exact, tables)).as("%s for %s", tables, policy).isTrue();
    assertThat(Evaluators.refines(tables, reference))
        .as("%s, reference %s for %s", tables, reference, policy)
        .isTrue();
    if (policy.isExact()) {
      assertThat(tables).as("exact: %s for %s", exact, policy).isEqualTo(exact);
    }
    Statistics.label("decision").collect(exact);
    Statistics.label("tables")
        .collect(tables == exact ? "exact" : "less exact", tables == reference ? "" : "sharper");
    Statistics.label("reference").collect(reference == exact ? "exact" : "less exact");
  }
}
