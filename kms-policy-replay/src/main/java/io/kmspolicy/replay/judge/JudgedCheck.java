package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * One check of a recorded call with its decision.
 *
 * @param request the request
 * @param policies the policies on which it was decided
 * @param decision the decision
 */
public record JudgedCheck(AuthorizationRequest request, PolicySet policies, Decision decision) {

  /** The action, the resource and the decision: contexts may be confidential. */
  @Override
  public String toString() {
    return "JudgedCheck["
        + request.action()
        + " on "
        + request.resource().arn()
        + ": "
        + decision.text()
        + "]";
  }
}
