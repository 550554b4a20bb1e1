package io.kmspolicy.replay.call;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;

/**
 * The request of one check of a call, and the policies on which it was decided.
 *
 * @param request the request
 * @param policies the policies
 */
public record DecidedRequest(AuthorizationRequest request, PolicySet policies) {

  /** The action and the resource: contexts may be confidential. */
  @Override
  public String toString() {
    return "DecidedRequest[" + request.action() + " on " + request.resource().arn() + "]";
  }
}
