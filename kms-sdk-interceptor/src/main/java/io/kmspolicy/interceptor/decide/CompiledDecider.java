package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * Decides with the compiled engine, on the policies that the source returned for the check. The
 * engine compares policies by identity. A source returns the same objects until the policies
 * change.
 *
 * <p>The evaluator decides checks that no decision row covers: checks on one specific grant, on
 * keys that do not exist yet, and checks that KMS itself makes in another Region. For the last two,
 * the policies are created for each check.
 */
public final class CompiledDecider implements CallAuthorizer.Decider {

  private final int maximumSteps;
  private final PolicyEvaluator evaluator;
  private volatile Authorizer authorizer;
  private volatile long exhaustedBefore;

  /**
   * A decider.
   *
   * @param maximumSteps the maximum number of steps of one check
   */
  public CompiledDecider(int maximumSteps) {
    this.maximumSteps = maximumSteps;
    this.authorizer = authorizer();
    this.evaluator = PolicyEvaluator.reference(maximumSteps);
  }

  private Authorizer authorizer() {
    return Authorizer.builder().factsFromIdentity().maximumSteps(maximumSteps).build();
  }

  /** The number of checks that used up their steps. */
  public long exhaustedChecks() {
    return exhaustedBefore + authorizer.exhaustedChecks() + evaluator.exhaustedDecisions();
  }

  /** Removes all compiled decisions; decisions that are in progress keep theirs until they end. */
  public void clear() {
    exhaustedBefore = authorizer.exhaustedChecks();
    authorizer = authorizer();
  }

  public RowStatistics statistics() {
    return authorizer.rowStatistics();
  }

  @Override
  public Decision decide(
      PlannedCheck plan, AuthorizationRequest request, CallPolicies.Checked policies) {
    Authorizer now = authorizer;
    return plan.isDecidedByRows(request.grantId())
        ? now.decide(
            request.caller(),
            now.action(request.action()),
            request.resource(),
            policies.principal(),
            policies.key(),
            request.context())
        : evaluator.decide(request, policies.completed());
  }
}
