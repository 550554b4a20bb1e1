package io.kmspolicy.engine.reference;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.exact.ExactAnalysis;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference evaluator: decides a request statement by statement, without compilation and
 * caches. Tests compare all other evaluators with it.
 */
public final class ReferenceEvaluator {

  private final KmsCatalogue catalogue;
  private final StepBudget budget;

  /**
   * An evaluator.
   *
   * @param budget the bound on the steps of one decision
   */
  public ReferenceEvaluator(KmsCatalogue catalogue, StepBudget budget) {
    this.catalogue = catalogue;
    this.budget = budget;
  }

  /** The decision; indeterminate if the step budget is used up (rule 6.17). */
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    ConditionContext context = CountedContext.of(request.context(), budget);
    try {
      return outcomes(RequestAttributes.of(request.in(context), catalogue), policies).decision();
    } catch (StepsExhausted exhausted) {
      return Decision.INDETERMINATE;
    }
  }

  private Outcomes outcomes(RequestAttributes attributes, PolicySet policies) {
    List<PolicySetEvaluation> cases = new ArrayList<>();
    for (BoundaryState boundary : BoundaryState.cases(policies.permissionsBoundary())) {
      cases.add(new PolicySetEvaluation(attributes, policies, catalogue, boundary));
    }
    return new ExactAnalysis(attributes.request().context(), catalogue).outcomes(cases);
  }
}
