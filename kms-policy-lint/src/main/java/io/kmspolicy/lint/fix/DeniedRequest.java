package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;

/**
 * A request that was denied.
 *
 * @param request the request
 * @param policies all policies that may affect it
 * @param aws what AWS says of the denial
 * @param newStatement whether a statement may be suggested around an Allow statement that names the
 *     caller and fails by a condition alone
 */
public record DeniedRequest(
    AuthorizationRequest request, PolicySet policies, AwsDenial aws, boolean newStatement) {

  /** The action and the resource: contexts may be confidential. */
  @Override
  public String toString() {
    return "DeniedRequest[" + request.action() + " on " + request.resource().arn() + "]";
  }
}
