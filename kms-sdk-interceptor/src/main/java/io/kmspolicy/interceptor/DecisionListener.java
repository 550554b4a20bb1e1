package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;

/**
 * Receives every decision of an interceptor.
 *
 * <p>It is called on the caller's thread, before the call is sent, so it must return quickly. An
 * exception or error that it throws is counted as a failure and does not reach the call.
 * Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface DecisionListener {

  /** Receives the decision on a call. */
  void decided(CallDecision decision);

  /** The listener that does nothing. */
  static DecisionListener silent() {
    return decision -> {};
  }
}
