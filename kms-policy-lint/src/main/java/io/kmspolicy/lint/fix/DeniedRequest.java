package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import java.util.Map;

/**
 * A request that was denied.
 *
 * @param request the request
 * @param policies all policies that may affect it
 * @param aws what AWS says of the denial
 * @param newStatement whether a statement may be suggested around an Allow statement that names the
 *     caller and fails by a condition alone
 * @param ids the ARNs of users and roles that exist by their unique ids, as far as they are known
 */
public record DeniedRequest(
    AuthorizationRequest request,
    PolicySet policies,
    AwsDenial aws,
    boolean newStatement,
    Map<String, String> ids) {

  /** Copies the map. */
  public DeniedRequest {
    ids = Map.copyOf(ids);
  }

  /** A denied request without unique ids. */
  public DeniedRequest(
      AuthorizationRequest request, PolicySet policies, AwsDenial aws, boolean newStatement) {
    this(request, policies, aws, newStatement, Map.of());
  }

  /** The same denial of a request of which more is known. */
  public DeniedRequest in(AuthorizationRequest more) {
    return new DeniedRequest(more, policies, aws, newStatement, ids);
  }

  /** The action and the resource: contexts may be confidential. */
  @Override
  public String toString() {
    return "DeniedRequest[" + request.action() + " on " + request.resource().arn() + "]";
  }
}
