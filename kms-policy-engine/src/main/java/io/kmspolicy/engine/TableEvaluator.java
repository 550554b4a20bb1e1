package io.kmspolicy.engine;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

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

  private final PolicyCompiler compiler;
  private final RowInterner interner;

  /** Decides what the tables do not decide, within the same budget. */
  private final ReferenceAuthorizer reference;

  private final ReferenceAuthorizer explaining = ReferenceAuthorizer.create();

  TableEvaluator(PolicyCompiler compiler, RowInterner interner) {
    this.compiler = compiler;
    this.interner = interner;
    this.reference = ReferenceAuthorizer.in(compiler.budget());
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
        new PolicyCompiler(catalogue, new ActionIndex(catalogue), limits, budget),
        new RowInterner());
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return reference.decide(request, policies);
    }
    try {
      return row(request, policies, action).decide(action, request.context());
    } catch (PolicyTooLargeException tooLarge) {
      return reference.decide(request, policies);
    }
  }

  private DecisionRow row(AuthorizationRequest request, PolicySet policies, int action) {
    CompiledPrincipal principal =
        CompiledPrincipal.compile(request.caller(), policies.principalPolicies(), compiler);
    CompiledKey key = CompiledKey.compile(policies.keyPolicies(request.keyManager()), compiler);
    RowBuilder builder = new RowBuilder(compiler, interner, principal, key, request);
    return builder.extend(builder.make(), action);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return explaining.explain(request, policies);
  }
}
