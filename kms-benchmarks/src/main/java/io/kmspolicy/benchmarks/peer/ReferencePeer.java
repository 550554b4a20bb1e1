package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;

/** This project's reference evaluator. It is the only peer that evaluates the other layers, too. */
public final class ReferencePeer implements Peer<AuthorizationRequest> {

  private final ReferenceAuthorizer reference = ReferenceAuthorizer.create();
  private final Caller caller;
  private final PolicySet policies;

  /** A peer with the policies of the first principal and the first key of a population. */
  public ReferencePeer(Population population) {
    caller = population.principals().get(0).caller();
    // The key policies differ only in the account; this one delegates every key to the role's
    // account.
    policies = population.policies(0, 0);
  }

  @Override
  public AuthorizationRequest question(String action, String keyArn) {
    return AuthorizationRequest.of(
        caller, action, KmsResource.parse(keyArn), RequestContext.empty());
  }

  @Override
  public boolean allows(AuthorizationRequest question) {
    return reference.decide(question, policies) == Decision.ALLOWED;
  }
}
