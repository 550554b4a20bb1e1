package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/** The decision of the interceptor on one of the checks that a call needs. */
public sealed interface CheckDecision {

  /** The action, such as {@code kms:ReEncryptFrom}. */
  String action();

  /** The decision; indeterminate for a check that was not evaluated. */
  Decision decision();

  /**
   * A check that was evaluated.
   *
   * @param request the authorization request
   * @param known the policies that are known
   * @param policies the policies of the decision: the known ones, completed by assertions
   * @param decision the decision
   */
  record Evaluated(
      AuthorizationRequest request, PolicySet known, PolicySet policies, Decision decision)
      implements CheckDecision {
    @Override
    public String action() {
      return request.action();
    }
  }

  /**
   * A check that was not evaluated.
   *
   * @param action the action
   * @param reason the reason
   */
  record NotEvaluated(String action, Reason reason) implements CheckDecision {
    @Override
    public Decision decision() {
      return Decision.INDETERMINATE;
    }
  }

  /** The reason for which a check is not evaluated. */
  enum Reason {
    /** The action belongs to another service. */
    OTHER_SERVICE,
    /** The request does not name its resource in a form that the service accepts. */
    UNREADABLE_RESOURCE,
    /**
     * Another interceptor has changed what is sent, or how it is signed, after the decision, which
     * therefore does not count.
     */
    CHANGED_AFTERWARDS
  }
}
