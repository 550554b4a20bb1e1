package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/** What the interceptor found about one of the checks that a call needs. */
public sealed interface CheckDecision {

  /** The action, such as {@code kms:ReEncryptFrom}. */
  String action();

  /** The decision; indeterminate for a check that could not be asked. */
  Decision decision();

  /**
   * The authorizer was asked.
   *
   * @param request the question
   * @param known what is known of the policies
   * @param policies what it was decided on: what is known, and what is asserted
   * @param decision the answer
   */
  record Asked(AuthorizationRequest request, PolicySet known, PolicySet policies, Decision decision)
      implements CheckDecision {
    @Override
    public String action() {
      return request.action();
    }
  }

  /**
   * The check is not one that can be asked here.
   *
   * @param action the action
   * @param reason why not
   */
  record NotAsked(String action, Reason reason) implements CheckDecision {
    @Override
    public Decision decision() {
      return Decision.INDETERMINATE;
    }
  }

  /** Why a check is not asked. */
  enum Reason {
    /** The action belongs to another service. */
    OTHER_SERVICE,
    /** The request names its resource in no form that the service accepts. */
    UNREADABLE_RESOURCE
  }
}
