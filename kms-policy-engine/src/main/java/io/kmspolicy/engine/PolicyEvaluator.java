package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.Optional;

/**
 * Decides whether a caller may perform an action on a resource of KMS, one request at a time. Use
 * an {@link Authorizer} for many requests of the same callers on the same keys.
 *
 * <pre>{@code
 * PolicyEvaluator evaluator = PolicyEvaluator.tables();
 * Decision decision = evaluator.decide(request, policies);
 * }</pre>
 *
 * <p>Implementations are thread-safe, do no I/O, and throw no exceptions for any content of
 * requests and policies.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html">AWS
 *     KMS: policy evaluation</a>
 */
public interface PolicyEvaluator {

  /**
   * The reference: applies AWS's rules statement by statement, as {@code docs/semantics.md} states
   * them, with the bundled catalogue of KMS. It is deliberately simple and slow; tests compare all
   * other evaluators with it.
   */
  static PolicyEvaluator reference() {
    return reference(StepBudget.OF_AN_EVALUATION);
  }

  /**
   * The reference with a step budget.
   *
   * @param maximumSteps the maximum number of steps of a decision, or of an explanation with all
   *     its decisions; beyond, decisions are indeterminate (rule 6.17)
   */
  static PolicyEvaluator reference(int maximumSteps) {
    return RequestEvaluator.reference(new StepBudget(maximumSteps));
  }

  /**
   * Decision tables: compiles the policies, partially evaluates them for the caller and the
   * resource, and decides the remaining tests. Equal policies are compiled once. The reference
   * decides requests with policies that are too large for the compiler or with actions that the
   * catalogue does not list.
   */
  static PolicyEvaluator tables() {
    return RequestEvaluator.tables(new StepBudget(StepBudget.OF_AN_EVALUATION));
  }

  /**
   * For requests of which most bring policies of their own, such as the scenarios of a file: the
   * reference decides, because one decision costs less than compiling the policies. Decision tables
   * decide where a limit ended the reference's analysis of the unknown keys, and they explain.
   */
  static PolicyEvaluator forScenarios() {
    return RequestEvaluator.forScenarios(new StepBudget(StepBudget.OF_AN_EVALUATION));
  }

  /**
   * The decision. It is certain only if it is the same for all values of the unknown inputs.
   *
   * @param request the request
   * @param policies all policies that may affect the decision
   */
  Decision decide(AuthorizationRequest request, PolicySet policies);

  /** The decision with its reasons. */
  Explanation explain(AuthorizationRequest request, PolicySet policies);

  /**
   * The condition on the context under which a request is allowed, over the condition keys that are
   * unknown in its context. It holds for a context exactly if the request is allowed in it, for all
   * values that the unknown keys can have (rule 6.13). No test and no part of it can be left out,
   * unless it is too long to be simplified; then it is the condition as the policies state it.
   *
   * @return empty if the decision depends on other unknown inputs or on undocumented rules, and if
   *     the evaluator computes no conditions
   */
  default Optional<ConditionExpression> conditions(
      AuthorizationRequest request, PolicySet policies) {
    return Optional.empty();
  }

  /**
   * The condition under which a request is allowed, as {@link #conditions} computes it, or the
   * reasons why there is none. Certain answers hold for every value of what is unknown, unknown
   * layers included.
   */
  default AccessCondition accessCondition(AuthorizationRequest request, PolicySet policies) {
    Decision decision = decide(request, policies);
    if (decision != Decision.INDETERMINATE) {
      return certain(decision);
    }
    return conditions(request, policies)
        .map(PolicyEvaluator::under)
        .orElseGet(() -> unsettled(explain(request, policies)));
  }

  private static AccessCondition certain(Decision decision) {
    return decision == Decision.ALLOWED
        ? new AccessCondition.Always()
        : new AccessCondition.Never();
  }

  private static AccessCondition under(ConditionExpression condition) {
    if (condition.equals(ConditionExpression.always())) {
      return new AccessCondition.Always();
    }
    return condition.equals(ConditionExpression.never())
        ? new AccessCondition.Never()
        : new AccessCondition.Under(condition);
  }

  /** An explanation may be more certain than the first decision. */
  private static AccessCondition unsettled(Explanation explanation) {
    return explanation.decision() == Decision.INDETERMINATE
        ? new AccessCondition.Unsettled(explanation.unknown(), explanation.undocumented())
        : certain(explanation.decision());
  }

  /**
   * The number of decisions and explanations that used up their steps so far (rule 6.17); 0 if the
   * evaluator does not count steps.
   */
  default long exhaustedDecisions() {
    return 0;
  }
}
