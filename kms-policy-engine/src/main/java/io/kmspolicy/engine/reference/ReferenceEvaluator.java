package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.combine.Boundary;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.PossibleWorlds;
import io.kmspolicy.engine.match.RequestFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides one request statement by statement: what every other way of deciding is compared with.
 */
public final class ReferenceEvaluator {

  private final KmsCatalogue catalogue;

  public ReferenceEvaluator(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return outcomes(RequestFacts.of(request, catalogue), policies).decision();
  }

  private Outcomes outcomes(RequestFacts facts, PolicySet policies) {
    List<Evaluation> cases = new ArrayList<>();
    for (Boundary boundary : Boundary.cases(policies.permissionsBoundary())) {
      cases.add(new Evaluation(facts, policies, catalogue, boundary));
    }
    return new PossibleWorlds(facts.request().context(), catalogue).outcomes(cases);
  }
}
