package io.kmspolicy.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Unknowns;
import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** The trace of each grant of a list against the decision on that grant alone. */
@Label("traces of grants")
@AddLifecycleHook(Seeds.class)
class GrantTracePropertyTest {

  private static final EvaluationTracer TRACER = new EvaluationTracer(KmsCatalogue.bundled());

  /** Half of the grants list the operation of the request. */
  @Provide
  Arbitrary<World> worlds() {
    return Combinators.combine(Unknowns.partial(), Unknowns.partial())
        .as(
            (world, other) -> {
              String operation = world.request().action().replace("kms:", "");
              List<Grant> grants = new ArrayList<>();
              grants(world).forEach(grant -> grants.add(grant.withOperations(List.of(operation))));
              grants.addAll(grants(other));
              PolicySet.Builder policies = world.policies().toBuilder();
              return new World(
                  world.request(), policies.grants(new GrantLayer.Known(grants)).build());
            });
  }

  private static List<Grant> grants(World world) {
    return world.policies().grants() instanceof GrantLayer.Known known ? known.grants() : List.of();
  }

  private static GrantsTrace trace(AuthorizationRequest request, PolicySet policies) {
    return TRACER.trace(request, policies).grants();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127")
  @Label("5.6-5.9, 5.14: a grant of a list covers a request as it does alone")
  void trace_eachGrantOfAList_isDecidedAsAlone(@ForAll("worlds") World world) {
    for (GrantTrace grant : trace(world.request(), world.policies()).grants()) {
      PolicySet alone = world.policies().toBuilder().grants(GrantLayer.of(grant.grant())).build();
      GrantsTrace decided = trace(world.request(), alone);

      Statistics.label("result").collect(grant.result());
      String meant = world.request().grantId();
      boolean isOther = !meant.isEmpty() && !meant.equals(grant.grant().grantId());
      assertThat(grant.result())
          .as("%s in %s", grant.grant(), world)
          .isEqualTo(isOther ? MatchResult.NO_MATCH : decided.result());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127")
  @Label("5.6-5.9, 5.14: the part that is given as the reason has the result of the grant")
  void why_eachGrant_isAPartWithItsResult(@ForAll("worlds") World world) {
    for (GrantTrace grant : trace(world.request(), world.policies()).grants()) {
      Statistics.label("part").collect(grant.why().part(), grant.result());
      assertThat(grant.why().result())
          .as("%s: %s in %s", grant.grant(), grant.why().text().text(), world)
          .isEqualTo(grant.result());
      assertThat(grant.why()).isSameAs(grant.why());
    }
  }
}
