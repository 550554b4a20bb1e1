package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/** The requests of a fleet, with the handles that a client resolves once. */
final class FleetStream {

  private final PrincipalHandle[] principals;
  private final ActionHandle[] actions;
  private final String[] arns;
  private final ConditionContext[] contexts;
  private final PrincipalHandle[] allPrincipals;
  private final String[] allArns;

  FleetStream(Workload workload, Authorizer authorizer) {
    List<Request> requests = workload.requests();
    allArns = workload.keyArns();
    allPrincipals =
        workload.population().principals().stream()
            .map(entry -> authorizer.principal(entry.caller()))
            .toArray(PrincipalHandle[]::new);
    principals = new PrincipalHandle[requests.size()];
    actions = new ActionHandle[requests.size()];
    arns = new String[requests.size()];
    contexts = new ConditionContext[requests.size()];
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      principals[i] = allPrincipals[request.principal()];
      actions[i] = authorizer.action(request.action());
      arns[i] = allArns[request.key()];
      contexts[i] = request.context();
    }
  }

  int size() {
    return arns.length;
  }

  Decision decide(int request) {
    return principals[request].decide(actions[request], arns[request], contexts[request]);
  }

  /**
   * The same request for another pair of principal and key. The order of the pairs is a permutation
   * of all pairs in which no principal and no key occurs twice in a row.
   */
  Decision decideForPair(int pair, int request) {
    int principal = Math.floorMod(pair, allPrincipals.length);
    int key = Math.floorMod(pair / allPrincipals.length + pair, allArns.length);
    return allPrincipals[principal].decide(actions[request], allArns[key], contexts[request]);
  }
}
