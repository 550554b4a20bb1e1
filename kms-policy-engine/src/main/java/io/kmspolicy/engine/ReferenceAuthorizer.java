package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.KeyDependence;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
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
import org.jspecify.annotations.Nullable;

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
  private final StepBudget budget;

  /** Built by the first explanation. A race is benign: one object is lost. */
  private @Nullable Explainer explainer;

  private ReferenceAuthorizer(KmsCatalogue catalogue, StepBudget budget) {
    this.catalogue = catalogue;
    this.evaluator = new ReferenceEvaluator(catalogue, budget);
    this.budget = budget;
  }

  /** An authorizer with the bundled catalogue of KMS. */
  public static ReferenceAuthorizer create() {
    return create(StepBudget.OF_AN_EVALUATION);
  }

  /**
   * An authorizer with the bundled catalogue of KMS.
   *
   * @param maximumSteps the maximum number of steps of a decision, or of an explanation with all
   *     its decisions; beyond, decisions are indeterminate (rule 6.17)
   */
  public static ReferenceAuthorizer create(int maximumSteps) {
    return in(new StepBudget(maximumSteps));
  }

  /** An authorizer whose decisions count the steps of a budget. */
  static ReferenceAuthorizer in(StepBudget budget) {
    return new ReferenceAuthorizer(KmsCatalogue.bundled(), budget);
  }

  /** The number of decisions and explanations that used up their steps so far (rule 6.17). */
  public long exhaustedDecisions() {
    return budget.exhausted();
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return evaluator.decide(request, policies);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    ConditionContext context = CountedContext.of(request.context(), budget);
    return explainer().explain(request.in(context), policies);
  }

  private Explainer explainer() {
    Explainer built = explainer;
    if (built == null) {
      built = new Explainer(catalogue, decisions());
      explainer = built;
    }
    return built;
  }

  /** The decisions of the reference; tables analyze what is missing for open ones. */
  private Explainer.Decisions decisions() {
    TableDecisions analysis =
        new TableDecisions(
            new PolicyCompiler(catalogue, ActionIndex.bundled(), CompileLimits.DEFAULT, budget),
            new RowInterner());
    return new Explainer.Decisions() {
      @Override
      public Decision decide(AuthorizationRequest request, PolicySet policies) {
        return evaluator.decide(request, policies);
      }

      @Override
      public Optional<KeyDependence> dependence(AuthorizationRequest request, PolicySet policies) {
        return analysis.dependence(request, policies);
      }

      @Override
      public Optional<ConditionExpression> conditions(
          AuthorizationRequest request, PolicySet policies) {
        return analysis.conditions(request, policies);
      }
    };
  }
}
