package io.kmspolicy.interceptor;

/** Where in its life a call is stopped. It is decided in the beginning in either case. */
public enum DenialPoint {
  /** At once; cheap. Interceptors that ran before do not hear of the end of the call. */
  BEFORE_EXECUTION,
  /**
   * After signing, before anything is sent. Slower, but tracing agents that open a span early, such
   * as the X-Ray instrumentation, see the failure and close it.
   */
  BEFORE_TRANSMISSION
}
