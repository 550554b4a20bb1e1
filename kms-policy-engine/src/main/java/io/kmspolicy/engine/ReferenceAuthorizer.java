package io.kmspolicy.engine;

import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies AWS's rules statement by statement, as {@code docs/semantics.md} states them. It is slow
 * and plain on purpose: every other way of deciding is compared with it.
 *
 * <pre>{@code
 * PolicyEvaluator authorizer = ReferenceAuthorizer.create();
 * Decision decision = authorizer.decide(request, policies);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ReferenceAuthorizer implements PolicyEvaluator {

  private final KmsCatalogue catalogue;

  private ReferenceAuthorizer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** An authorizer that knows the bundled catalogue of KMS. */
  public static ReferenceAuthorizer create() {
    return new ReferenceAuthorizer(KmsCatalogue.bundled());
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    RequestFacts facts = RequestFacts.of(request, catalogue);
    return outcomes(facts, policies).decision();
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return new Explainer(catalogue, this).explain(request, policies);
  }

  private Outcomes outcomes(RequestFacts facts, PolicySet policies) {
    List<Evaluation> cases = new ArrayList<>();
    for (Boundary boundary : Boundary.cases(policies.permissionsBoundary())) {
      cases.add(new Evaluation(facts, policies, catalogue, boundary));
    }
    return new PossibleWorlds(facts.request().context(), catalogue).outcomes(cases);
  }
}
