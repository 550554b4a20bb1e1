package io.kmspolicy.interceptor.decision;

import io.kmspolicy.mapping.CallContext;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The alias by which the request names a key that is not known; empty for other keys. */
    public Optional<KmsResource.Alias> unknownAlias() {
      return request.resource() instanceof KmsResource.UnknownKey
              && request.context() instanceof CallContext call
          ? call.alias()
          : Optional.empty();
    }

    /**
     * The names of what has to be known to settle the check: an unknown alias before the others.
     */
    public List<String> missing(List<String> others) {
      return Stream.concat(
              unknownAlias().stream().map(alias -> "alias/" + alias.name()), others.stream())
          .toList();
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
