package io.kmspolicy.interceptor.decision;

/**
 * Is told of every drift. It runs on the thread that completes the call. What it throws is counted
 * as a failure and goes no further. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface DriftListener {

  /** KMS contradicted a decision. */
  void drifted(Drift drift);

  /** The listener that does nothing. */
  static DriftListener silent() {
    return drift -> {};
  }
}
