package io.kmspolicy.interceptor.decision;

/** The treatment of calls that are certain to be refused. */
public enum EnforcementMode {
  /**
   * Calls are decided, counted and reported to listeners; the policies stop none. Remembered
   * denials of KMS stop their repetitions in this mode, too.
   */
  OBSERVE,
  /** Calls are stopped with a {@link KmsAccessDeniedException} before anything is sent. */
  ENFORCE
}
