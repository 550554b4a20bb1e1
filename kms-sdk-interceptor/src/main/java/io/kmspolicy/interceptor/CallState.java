package io.kmspolicy.interceptor;

/** The state of a call between the hooks of one interceptor. */
sealed interface CallState permits CallOutcome, CallState.Pending, CallState.Undecided {

  /** The pipeline of the interceptor that took the call. */
  CallPipeline pipeline();

  /** A call that is decided in a later hook. */
  record Pending(CallPipeline pipeline) implements CallState {}

  /** A call that could not be decided. */
  record Undecided(CallPipeline pipeline) implements CallState {}
}
