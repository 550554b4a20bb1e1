package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;

/**
 * What a decision depends on beside the policies and the condition context. Compared by identity: a
 * mapper gives equal checks the same object as long as it remembers it. Immutable.
 */
public final class CheckSubject {

  private final Caller.AccountCaller caller;
  private final PlannedCheck plan;
  private final KmsResource resource;
  private final String grantId;
  private final boolean throughService;

  CheckSubject(Parts parts) {
    this.caller = parts.caller();
    this.plan = parts.plan();
    this.resource = parts.resource();
    this.grantId = parts.grantId();
    this.throughService = parts.throughService();
  }

  /** The parts of a subject, which are compared by value. */
  record Parts(
      Caller.AccountCaller caller,
      PlannedCheck plan,
      KmsResource resource,
      String grantId,
      boolean throughService) {}

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

  /** Whether an AWS service made the call for the caller. */
  public boolean throughService() {
    return throughService;
  }

  /** The action and the resource. */
  @Override
  public String toString() {
    return "CheckSubject[" + plan.check().action() + " on " + resource.arn() + "]";
  }
}
