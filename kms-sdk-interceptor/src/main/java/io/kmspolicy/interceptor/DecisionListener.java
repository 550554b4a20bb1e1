package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;

/**
 * Is told of every decision of an interceptor.
 *
 * <p>It runs on the caller's thread, before the call goes on, so it must be quick. What it throws
 * is counted as a failure and goes no further. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface DecisionListener {

  /** A call was decided. */
  void decided(CallDecision decision);

  /** The listener that does nothing. */
  static DecisionListener silent() {
    return decision -> {};
  }
}
