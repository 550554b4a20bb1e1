package io.kmspolicy.engine;

import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.Effect;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a decision again and records why. */
final class Explainer {

  private final KmsCatalogue catalogue;

  Explainer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  Explanation explain(AuthorizationRequest request, PolicySet policies, Decision decision) {
    RequestFacts facts = RequestFacts.of(request, catalogue);
    Effect effect = decision == Decision.ALLOWED ? Effect.ALLOW : Effect.DENY;
    List<DeterminingStatement> determining = new ArrayList<>();
    boolean determined = decision == Decision.ALLOWED || decision == Decision.EXPLICIT_DENY;
    for (Boundary boundary : Boundary.cases(policies.permissionsBoundary())) {
      new Evaluation(facts, policies, catalogue, boundary)
          .evaluate(
              new AssumedContext(request.context(), Map.of()),
              MatchResult.INDETERMINATE,
              match -> {
                if (determined
                    && match.statement().effect() == effect
                    && match.applies().isCertain()) {
                  determining.add(
                      new DeterminingStatement(
                          match.type(), match.level(), match.policy().name(), match.statement()));
                }
              });
    }
    return new Explanation(decision, determining);
  }
}
