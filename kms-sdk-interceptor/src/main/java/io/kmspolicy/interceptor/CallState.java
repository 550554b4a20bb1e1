package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import org.jspecify.annotations.Nullable;

/** The state of a call between the hooks of one interceptor. */
sealed interface CallState permits CallOutcome, CallState.Pending, CallState.Undecided {

  /** The pipeline of the interceptor that took the call. */
  CallPipeline pipeline();

  /** The decision on the call; null if there is none. */
  default @Nullable CallDecision decision() {
    return null;
  }

  /** A call that is decided in a later hook. */
  record Pending(CallPipeline pipeline) implements CallState {}

  /** A call that could not be decided. */
  record Undecided(CallPipeline pipeline) implements CallState {}
}
