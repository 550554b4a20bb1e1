package io.kmspolicy.quickstart;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.model.request.Decision;

/**
 * What became of one call.
 *
 * @param step the call
 * @param decision the interceptor's decision
 * @param sent how many requests the endpoint counted, or what the client's own exception tells
 *     where the endpoint does not count
 * @param nanos how long the whole call took
 * @param error why the call was stopped, or the error code of the answer; empty for success
 */
record Outcome(Step step, CallDecision decision, long sent, long nanos, String error) {

  boolean stopped() {
    return decision.stopped();
  }

  /** Whether the decision is the right one and the wire agrees with it. */
  boolean isAsItShouldBe() {
    boolean wireAgrees = stopped() ? sent == 0 : sent > 0;
    boolean mayBeStopped = step.expected().isCertainDenial();
    return decision.decision() == step.expected() && stopped() == mayBeStopped && wireAgrees;
  }

  Decision answer() {
    return decision.decision();
  }
}
