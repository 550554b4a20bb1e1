package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * Decides by the compiled engine, on the policies that the source returned for this check. The
 * engine compares them by identity; sources return the same objects until something changes.
 *
 * <p>The evaluator decides the checks that a row does not cover: those about one certain grant,
 * those of keys that do not exist yet and those that KMS makes in another Region, whose policies
 * are made for each check.
 */
public final class CompiledDecider implements CallAuthorizer.Decider {

  private final Authorizer authorizer = Authorizer.builder().build();
  private final PolicyEvaluator evaluator;

  public CompiledDecider(PolicyEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  public RowStatistics statistics() {
    return authorizer.rowStatistics();
  }

  @Override
  public Decision decide(
      PlannedCheck plan, AuthorizationRequest request, CallPolicies.Checked policies) {
    return plan.isForIdentityPoliciesOnly() || plan.isMadeByKms() || !request.grantId().isEmpty()
        ? evaluator.decide(request, policies.completed())
        : authorizer.decide(
            request.caller(),
            authorizer.action(request.action()),
            request.resource(),
            policies.principal(),
            policies.key(),
            request.context());
  }
}
