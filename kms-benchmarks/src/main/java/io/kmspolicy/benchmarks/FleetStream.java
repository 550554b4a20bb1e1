package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/** Requests, with the handles that a client resolves once. */
final class FleetStream {

  private final PrincipalHandle[] principals;
  private final ActionHandle[] actions;
  private final String[] arns;
  private final ConditionContext[] contexts;

  FleetStream(Workload workload, Authorizer authorizer) {
    List<Request> requests = workload.requests();
    String[] allArns = workload.keyArns();
    PrincipalHandle[] allPrincipals =
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
}
