package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.KeyDependence;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates single requests by the reference, by decision tables, or by the reference first.
 * Thread-safe.
 */
final class RequestEvaluator implements PolicyEvaluator {

  private final Order order;
  private final KmsCatalogue catalogue;
  private final ReferenceEvaluator reference;
  private final StepBudget deciding;
  private final StepBudget explaining;
  private final Supplier<TableDecisions> tables;

  /** Made when it is first needed: most evaluators of the reference need no tables. */
  private volatile @Nullable Analysis analysis;

  /** Which evaluation decides. */
  private enum Order {
    REFERENCE,
    TABLES,
    /** Tables decide where the analysis of the reference is not exact. */
    REFERENCE_FIRST
  }

  /** The decisions by tables, and the explanations that analyze open decisions by them. */
  private record Analysis(TableDecisions tables, Explainer explainer) {}

  private RequestEvaluator(
      Order order,
      KmsCatalogue catalogue,
      StepBudget deciding,
      StepBudget explaining,
      Supplier<TableDecisions> tables) {
    this.order = order;
    this.catalogue = catalogue;
    this.reference = new ReferenceEvaluator(catalogue, deciding);
    this.deciding = deciding;
    this.explaining = explaining;
    this.tables = tables;
  }

  /**
   * The reference; its explanations keep its decisions.
   *
   * @param budget the bound on the steps of a decision or an explanation
   */
  static RequestEvaluator reference(StepBudget budget) {
    return new RequestEvaluator(
        Order.REFERENCE, KmsCatalogue.bundled(), budget, budget, () -> tableDecisions(budget));
  }

  /**
   * Decision tables.
   *
   * @param budget the bound on the steps of a decision
   */
  static RequestEvaluator tables(StepBudget budget) {
    return new RequestEvaluator(
        Order.TABLES,
        KmsCatalogue.bundled(),
        budget,
        ofExplanations(),
        () -> tableDecisions(budget));
  }

  /** The decision tables of a compiler, with residual policies that are shared with its rows. */
  static RequestEvaluator tables(PolicyCompiler compiler, RowInterner interner) {
    return new RequestEvaluator(
        Order.TABLES,
        compiler.catalogue(),
        compiler.budget(),
        ofExplanations(),
        () -> new TableDecisions(compiler, interner));
  }

  /**
   * The reference, and decision tables where its analysis is not exact.
   *
   * @param budget the bound on the steps of a decision
   */
  static RequestEvaluator forScenarios(StepBudget budget) {
    return referenceFirst(budget, () -> tableDecisions(budget));
  }

  static RequestEvaluator referenceFirst(StepBudget budget, Supplier<TableDecisions> tables) {
    return new RequestEvaluator(
        Order.REFERENCE_FIRST, KmsCatalogue.bundled(), budget, ofExplanations(), tables);
  }

  private static StepBudget ofExplanations() {
    return new StepBudget(StepBudget.OF_AN_EVALUATION);
  }

  private static TableDecisions tableDecisions(StepBudget budget) {
    PolicyCompiler compiler =
        new PolicyCompiler(
            KmsCatalogue.bundled(), ActionIndex.bundled(), CompileLimits.DEFAULT, budget);
    return new TableDecisions(compiler, OpenDecisions.interner(compiler));
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    if (order == Order.TABLES) {
      return analysis().tables().decide(request, policies);
    }
    Judgment judged = reference.judge(request, policies);
    return order == Order.REFERENCE || judged.isComplete()
        ? judged.decision()
        : analysis().tables().decide(request, policies);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return analysis().explainer().explain(counted(request), policies);
  }

  @Override
  public Optional<ConditionExpression> conditions(
      AuthorizationRequest request, PolicySet policies) {
    return analysis().tables().conditions(counted(request), policies);
  }

  @Override
  public long exhaustedDecisions() {
    return deciding.exhausted() + (explaining == deciding ? 0 : explaining.exhausted());
  }

  /** Which evaluation decides. */
  @Override
  public String toString() {
    return "PolicyEvaluator[" + order.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "]";
  }

  private AuthorizationRequest counted(AuthorizationRequest request) {
    ConditionContext context = CountedContext.of(request.context(), explaining);
    return request.in(context);
  }

  private Analysis analysis() {
    Analysis made = analysis;
    return made == null ? makeAnalysis() : made;
  }

  private synchronized Analysis makeAnalysis() {
    Analysis made = analysis;
    if (made == null) {
      TableDecisions decisions = tables.get();
      Explainer.Decisions explained =
          order == Order.REFERENCE ? new ByReference(reference, decisions) : decisions;
      made = new Analysis(decisions, new Explainer(catalogue, explained));
      analysis = made;
    }
    return made;
  }

  /** The decisions of the reference; tables analyze what is missing for open ones. */
  private record ByReference(ReferenceEvaluator reference, TableDecisions analysis)
      implements Explainer.Decisions {
    @Override
    public Decision decide(AuthorizationRequest request, PolicySet policies) {
      return reference.decide(request, policies);
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
  }
}
