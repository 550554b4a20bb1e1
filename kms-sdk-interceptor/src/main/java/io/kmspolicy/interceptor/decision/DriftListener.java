package io.kmspolicy.interceptor.decision;

/**
 * Receives drifts, on a thread of the interceptor and one after the other. Drifts that arrive while
 * 256 wait are only counted: {@code InterceptorCounts.explanationsDropped()}. An exception or error
 * that it throws is counted as a failure.
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
