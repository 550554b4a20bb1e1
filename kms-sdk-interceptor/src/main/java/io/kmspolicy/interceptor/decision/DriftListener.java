package io.kmspolicy.interceptor.decision;

/**
 * Receives every drift, on the thread that completes the call. An exception or error that it throws
 * is counted as a failure and does not reach the call. Implementations are safe for use by many
 * threads.
 */
@FunctionalInterface
public interface DriftListener {

  /** Receives a decision that KMS contradicted. */
  void drifted(Drift drift);

  /** The listener that does nothing. */
  static DriftListener silent() {
    return drift -> {};
  }
}
