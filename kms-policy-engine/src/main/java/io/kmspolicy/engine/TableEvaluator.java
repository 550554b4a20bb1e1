package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.Optional;

/**
 * Decides single requests by decision tables: compiles the policies, partially evaluates them for
 * the caller and the resource, and decides the remaining tests. Equal policies are compiled once.
 * The reference decides requests with policies that are too large for the compiler or with actions
 * that the catalogue does not list. For many requests of the same callers on the same keys use an
 * {@link Authorizer}.
 *
 * <p>Thread-safe.
 */
public final class TableEvaluator implements PolicyEvaluator {

  private final TableDecisions decisions;
  private final Explainer explainer;
  private final StepBudget explaining = new StepBudget(StepBudget.OF_AN_EVALUATION);

  TableEvaluator(PolicyCompiler compiler, RowInterner interner) {
    this.decisions = new TableDecisions(compiler, interner);
    this.explainer = new Explainer(compiler.catalogue(), decisions);
  }

  /** An evaluator with the bundled catalogue of KMS. */
  public static TableEvaluator create() {
    return create(StepBudget.OF_AN_EVALUATION);
  }

  /**
   * An evaluator with the bundled catalogue of KMS.
   *
   * @param maximumSteps the maximum number of steps of a decision; beyond, it is indeterminate
   *     (rule 6.17)
   */
  public static TableEvaluator create(int maximumSteps) {
    return create(CompileLimits.DEFAULT, new StepBudget(maximumSteps));
  }

  static TableEvaluator create(CompileLimits limits, StepBudget budget) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    return new TableEvaluator(
        new PolicyCompiler(catalogue, ActionIndex.bundled(), limits, budget), new RowInterner());
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return decisions.decideOnce(request, policies);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    ConditionContext context = CountedContext.of(request.context(), explaining);
    return explainer.explain(request.in(context), policies);
  }

  /**
   * The condition on the context under which a request is allowed, over the condition keys that are
   * unknown in its context. It holds for a context exactly if the request is allowed in it, for all
   * values that the unknown keys can have (rule 6.13). No test and no part of it can be left out,
   * unless it is too long to be simplified; then it is the condition as the policies state it.
   *
   * @return empty if the decision depends on other unknown inputs or on undocumented rules
   */
  public Optional<ConditionExpression> conditions(
      AuthorizationRequest request, PolicySet policies) {
    ConditionContext context = CountedContext.of(request.context(), explaining);
    return decisions.conditions(request.in(context), policies);
  }

  /**
   * The condition under which a request is allowed, as {@link #conditions} computes it, or the
   * reasons why there is none. Certain answers hold for every value of what is unknown, unknown
   * layers included.
   */
  public AccessCondition accessCondition(AuthorizationRequest request, PolicySet policies) {
    Decision decision = decide(request, policies);
    if (decision != Decision.INDETERMINATE) {
      return certain(decision);
    }
    return conditions(request, policies)
        .map(TableEvaluator::under)
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
}
