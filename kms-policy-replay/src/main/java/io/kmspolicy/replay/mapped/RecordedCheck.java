package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import org.jspecify.annotations.Nullable;

/** One check that KMS made for a recorded call. Not thread-safe: its context is made on demand. */
public final class RecordedCheck {

  private final CheckSubject subject;
  private final String region;
  private final CheckContexts contexts;
  private @Nullable TimedContext early;

  /**
   * A check.
   *
   * @param subject the check
   * @param region the Region in which KMS made it
   * @param contexts makes the condition contexts
   */
  RecordedCheck(CheckSubject subject, String region, CheckContexts contexts) {
    this.subject = subject;
    this.region = region;
    this.contexts = contexts;
  }

  /** What a decision depends on beside the policies and the condition context. */
  public CheckSubject subject() {
    return subject;
  }

  /** The caller. */
  public Caller.AccountCaller caller() {
    return subject.caller();
  }

  /** The check. */
  public PlannedCheck plan() {
    return subject.plan();
  }

  /** The resource. */
  public KmsResource resource() {
    return subject.resource();
  }

  /** The id of the grant in the request; empty if there is none. */
  public String grantId() {
    return subject.grantId();
  }

  /** The action, such as {@code kms:Decrypt}. */
  public String action() {
    return subject.plan().check().action();
  }

  /** The condition context at the earliest time at which KMS can have made the check. */
  public TimedContext early() {
    TimedContext made = early;
    if (made == null) {
      made = contexts.early(subject, region);
      early = made;
    }
    return made;
  }

  /** The condition context at the latest time at which KMS can have made the check. */
  public TimedContext late() {
    return contexts.late(subject, region);
  }

  /**
   * Whether anything has read the clock in the early context; only then can a decision in the late
   * context differ.
   */
  public boolean hasReadClock() {
    return early != null && early.timeAsked();
  }

  /** The action and the resource: contexts may be confidential. */
  @Override
  public String toString() {
    return "RecordedCheck[" + action() + " on " + resource().arn() + "]";
  }
}
