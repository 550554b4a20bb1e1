package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * The reference implementation: applies AWS's rules statement by statement, as {@code
 * docs/semantics.md} states them. It is deliberately simple and slow; tests compare all other
 * evaluators with it.
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
  private final ReferenceEvaluator evaluator;

  private ReferenceAuthorizer(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
    this.evaluator = new ReferenceEvaluator(catalogue);
  }

  /** An authorizer with the bundled catalogue of KMS. */
  public static ReferenceAuthorizer create() {
    return new ReferenceAuthorizer(KmsCatalogue.bundled());
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return evaluator.decide(request, policies);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return new Explainer(catalogue, evaluator::decide).explain(request, policies);
  }
}
