package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.workload.PrincipalEntry;
import io.kmspolicy.benchmarks.workload.RealFleet;
import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.Authorizer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The step budget is a fuse: no decision of the workload uses it up. */
class FleetBudgetTest {

  @Test
  @DisplayName("6.17: no decision of the fleet uses up the step budget")
  void decide_fleet_staysWithinTheBudget() {
    Workload fleet = RealFleet.of(1_000).requests(Draw.EVEN, 20_000);
    String[] keys = fleet.keyArns();
    try (Authorizer authorizer = Engines.authorizer(Engines.snapshot(fleet.population()))) {
      for (Request request : fleet.requests()) {
        PrincipalEntry principal = fleet.population().principals().get(request.principal());
        authorizer
            .principal(principal.caller())
            .decide(request.action(), keys[request.key()], request.context());
      }
      assertThat(authorizer.exhaustedChecks()).isZero();
    }
  }
}
