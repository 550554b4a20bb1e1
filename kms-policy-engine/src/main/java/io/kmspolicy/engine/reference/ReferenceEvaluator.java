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
   * A decision.
   *
   * @param isComplete whether the decision is certain, or the analysis of the unknown keys is
   *     exact. Otherwise decision tables may decide more exactly.
   */
  public record Judgment(Decision decision, boolean isComplete) {}

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
    return judge(request, policies).decision();
  }

  /** The decision, and whether a limit ended its analysis. */
  public Judgment judge(AuthorizationRequest request, PolicySet policies) {
    ConditionContext context = CountedContext.of(request.context(), budget);
    try {
      return judge(RequestAttributes.of(request.in(context), catalogue), policies);
    } catch (StepsExhausted exhausted) {
      return new Judgment(Decision.INDETERMINATE, false);
    }
  }

  private Judgment judge(RequestAttributes attributes, PolicySet policies) {
    List<PolicySetEvaluation> cases = new ArrayList<>();
    for (BoundaryState boundary : BoundaryState.cases(policies.permissionsBoundary())) {
      cases.add(new PolicySetEvaluation(attributes, policies, catalogue, boundary));
    }
    ExactAnalysis analysis = new ExactAnalysis(attributes.request().context(), catalogue);
    Outcomes outcomes = analysis.outcomes(cases);
    return new Judgment(outcomes.decision(), outcomes.isSingle() || !analysis.isApproximate());
  }
}
