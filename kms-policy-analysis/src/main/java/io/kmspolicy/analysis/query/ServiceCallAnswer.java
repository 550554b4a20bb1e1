package io.kmspolicy.analysis.query;

import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Optional;

/**
 * The answer for one call that a service makes. Immutable.
 *
 * @param call the call
 * @param caller the principal; the part that it has in the use, if nobody named it
 * @param decision a denial only if it is documented that the service makes the call
 * @param reasons what allows or denies the call, or what the answer depends on
 * @param asked what was decided; empty if nobody is named as the caller
 */
public record ServiceCallAnswer(
    ServiceCall call,
    String caller,
    Decision decision,
    List<String> reasons,
    Optional<Asked> asked) {

  /**
   * A decided request.
   *
   * @param request the request
   * @param policies the policies
   */
  public record Asked(AuthorizationRequest request, PolicySet policies) {

    /** The action and the resource: contexts may be confidential. */
    @Override
    public String toString() {
      return "Asked[" + request.action() + " on " + request.resource().arn() + "]";
    }
  }

  /** Copies the list. */
  public ServiceCallAnswer {
    reasons = List.copyOf(reasons);
  }

  /** Whether the call is certain to be denied. */
  public boolean isDenied() {
    return decision != Decision.ALLOWED && decision != Decision.INDETERMINATE;
  }
}
