package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was denied.
 *
 * @param request the request
 * @param policies all policies that may affect it
 * @param aws what AWS says of the denial
 * @param newStatement whether a statement may be suggested around an Allow statement that names the
 *     caller and fails by a condition alone
 * @param beside the other check of an action on an alias and its key, on the other of the two;
 *     empty if it is not known, and for other actions
 * @param ids the ARNs of users and roles that exist by their unique ids, as far as they are known
 */
public record DeniedRequest(
    AuthorizationRequest request,
    PolicySet policies,
    AwsDenial aws,
    boolean newStatement,
    Optional<Beside> beside,
    Map<String, String> ids) {

  /**
   * Another check of the same call.
   *
   * @param request the request
   * @param policies all policies that may affect it
   */
  public record Beside(AuthorizationRequest request, PolicySet policies) {

    /** The action and the resource: contexts may be confidential. */
    @Override
    public String toString() {
      return "Beside[" + request.action() + " on " + request.resource().arn() + "]";
    }
  }

  /** Copies the map. */
  public DeniedRequest {
    ids = Map.copyOf(ids);
  }

  /** A denied request alone, without unique ids. */
  public DeniedRequest(
      AuthorizationRequest request, PolicySet policies, AwsDenial aws, boolean newStatement) {
    this(request, policies, aws, newStatement, Optional.empty(), Map.of());
  }

  /** The same denial of a request of which more is known. */
  public DeniedRequest in(AuthorizationRequest more) {
    return new DeniedRequest(more, policies, aws, newStatement, beside, ids);
  }

  /** The action and the resource: contexts may be confidential. */
  @Override
  public String toString() {
    return "DeniedRequest[" + request.action() + " on " + request.resource().arn() + "]";
  }
}
