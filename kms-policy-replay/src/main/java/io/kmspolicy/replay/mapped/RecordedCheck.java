package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.function.Supplier;

/**
 * One check that KMS made for a recorded call.
 *
 * @param caller the caller
 * @param plan the check
 * @param resource the resource
 * @param early the condition context at the earliest time at which KMS can have made the check
 * @param lateContext makes the condition context at the latest
 * @param grantId the id of the grant in the request; empty if there is none
 */
public record RecordedCheck(
    Caller.AccountCaller caller,
    PlannedCheck plan,
    KmsResource resource,
    ConditionContext early,
    Supplier<ConditionContext> lateContext,
    String grantId) {

  /** The action, such as {@code kms:Decrypt}. */
  public String action() {
    return plan.check().action();
  }

  /** The condition context at the latest time at which KMS can have made the check. */
  public ConditionContext late() {
    return lateContext.get();
  }

  /**
   * Whether the decision in the early context has read the clock; only then can the late differ.
   */
  public boolean hasReadClock() {
    return early instanceof RecordedContext recorded && recorded.timeAsked();
  }
}
