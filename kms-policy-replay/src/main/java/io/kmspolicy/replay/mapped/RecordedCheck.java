package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One check that KMS made for a recorded call. Not thread-safe: its context is made on demand. */
public final class RecordedCheck {

  private final CheckSubject subject;
  private final Caller.AccountCaller caller;
  private final String region;
  private final CheckContexts contexts;
  private @Nullable TimedContext early;

  /**
   * A check.
   *
   * @param subject the check; that of another session of the role, if no policy names either
   * @param region the Region in which KMS made it
   * @param contexts makes the condition contexts
   */
  RecordedCheck(
      CheckSubject subject, Caller.AccountCaller caller, String region, CheckContexts contexts) {
    this.subject = subject;
    this.caller = caller;
    this.region = region;
    this.contexts = contexts;
  }

  /**
   * What a decision depends on beside the policies and the condition context. Its caller may be
   * another session of the same role.
   */
  public CheckSubject subject() {
    return subject;
  }

  /** The caller. */
  public Caller.AccountCaller caller() {
    return caller;
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

  /** The parameters of the request; equal parameters of a trail's events are often one object. */
  public Map<String, Object> parameters() {
    return contexts.parameters();
  }

  /**
   * Whether the value of a condition key comes from the parameters of the request alone.
   *
   * @param key the key's name in lower case
   */
  public boolean readsParametersFor(String key) {
    return contexts.dependOnParameters()
        && subject.resource() instanceof KmsResource.Key
        && subject.plan().readsRequestFor(key);
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
