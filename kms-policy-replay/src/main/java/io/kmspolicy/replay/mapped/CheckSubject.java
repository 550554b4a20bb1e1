package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;

/**
 * What a decision depends on beside the policies and the condition context. Compared by identity: a
 * mapper gives equal checks the same object as long as it remembers it. Immutable.
 */
public final class CheckSubject {

  private static final int PRIME = 31;

  private final Caller.AccountCaller caller;
  private final PlannedCheck plan;
  private final KmsResource resource;
  private final String grantId;
  private final CallRoute route;

  CheckSubject(Parts parts) {
    this.caller = parts.caller();
    this.plan = parts.plan();
    this.resource = parts.resource();
    this.grantId = parts.grantId();
    this.route = parts.route();
  }

  /** The parts of a subject, which are compared by value. */
  record Parts(
      Caller.AccountCaller caller,
      PlannedCheck plan,
      KmsResource resource,
      String grantId,
      CallRoute route) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parts parts
          && plan == parts.plan
          && route == parts.route
          && grantId.equals(parts.grantId)
          && resource.equals(parts.resource)
          && caller.equals(parts.caller);
    }

    /** Without the parts of ARNs that most callers have in common. */
    @Override
    public int hashCode() {
      int hash =
          caller instanceof Caller.RoleSession session
              ? PRIME * session.roleName().hashCode() + session.sessionName().hashCode()
              : caller.hashCode();
      hash = PRIME * hash + System.identityHashCode(plan);
      hash = PRIME * hash + resource.arn().hashCode();
      return PRIME * hash + grantId.hashCode();
    }
  }

  /** The caller. */
  public Caller.AccountCaller caller() {
    return caller;
  }

  /** The check. */
  public PlannedCheck plan() {
    return plan;
  }

  /** The resource. */
  public KmsResource resource() {
    return resource;
  }

  /** The id of the grant in the request; empty if there is none. */
  public String grantId() {
    return grantId;
  }

  /** How the call reached KMS. */
  public CallRoute route() {
    return route;
  }

  /** The action and the resource. */
  @Override
  public String toString() {
    return "CheckSubject[" + plan.check().action() + " on " + resource.arn() + "]";
  }
}
