package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.mapped.RecordedCheck;

/** One check of a recorded call with its decision. Immutable. */
public final class JudgedCheck {

  private final RecordedCheck check;
  private final DecidedCheck decided;
  private final Decision decision;

  JudgedCheck(RecordedCheck check, DecidedCheck decided, Decision decision) {
    this.check = check;
    this.decided = decided;
    this.decision = decision;
  }

  /** The check. */
  public RecordedCheck check() {
    return check;
  }

  /** An object that checks share which differ in nothing but their condition contexts. */
  public Object group() {
    return decided;
  }

  DecidedCheck decided() {
    return decided;
  }

  /** The request, at the earliest time at which KMS can have made the check. */
  public AuthorizationRequest request() {
    return Judge.request(check, check.early(), decided.policies());
  }

  /** The policies on which it was decided. */
  public PolicySet policies() {
    return decided.policies().all();
  }

  /** The decision. */
  public Decision decision() {
    return decision;
  }

  /** The action, the resource and the decision: contexts may be confidential. */
  @Override
  public String toString() {
    return "JudgedCheck["
        + check.action()
        + " on "
        + check.resource().arn()
        + ": "
        + decision.text()
        + "]";
  }
}
