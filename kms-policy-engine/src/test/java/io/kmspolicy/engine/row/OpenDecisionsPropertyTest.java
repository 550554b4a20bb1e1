package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.DecisionDiagram;
import io.kmspolicy.engine.diagram.DiagramBuilder;
import io.kmspolicy.engine.oracle.SmallPolicy;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** The diagrams of small policies beside an evaluator that tries all values (rule 6.13). */
@Label("decision diagrams")
@AddLifecycleHook(Seeds.class)
class OpenDecisionsPropertyTest {

  private static final int STEPS = 1_000_000;
  private static final DiagramBuilder BUILDER = new DiagramBuilder(KmsCatalogue.bundled());

  private static void assertIncludes(Outcomes found, Outcomes exact, SmallPolicy policy) {
    assertThat(found.includes(exact)).as("%s, exact %s for %s", found, exact, policy).isTrue();
    if (policy.isExact()) {
      assertThat(found).as("%s", policy).isEqualTo(exact);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 2_000)
  @Label("6.13: the outcomes of a diagram are those of all values of the unknown keys")
  void outcomes_anyContext_areThoseOfAllValues(@ForAll Random random) {
    SmallPolicy policy = SmallPolicy.random(random);
    Outcomes exact = policy.outcomes();
    ConditionContext context = policy.request().context();
    List<ResidualPolicy.Case> cases = List.of(Residuals.of(policy.request(), policy.policies()));
    DecisionDiagram diagram = BUILDER.build(cases, STEPS).diagram();
    Outcomes whole = diagram == null ? null : diagram.outcomes(context);
    Outcomes bound = BUILDER.outcomes(cases, context);

    if (whole != null) {
      assertIncludes(whole, exact, policy);
    }
    if (bound != null) {
      assertIncludes(bound, exact, policy);
    }
    if (whole != null && bound != null) {
      assertThat(Evaluators.refines(whole.decision(), bound.decision()))
          .as("%s, %s with known values put in for %s", whole, bound, policy)
          .isTrue();
    }
    Statistics.label("diagram of all keys").collect(whole == null ? "none" : "answers");
    Statistics.label("diagram of the unknown keys").collect(bound == null ? "none" : "answers");
    assertThat(diagram == null ? 0 : diagram.size()).isLessThan(500);
  }
}
