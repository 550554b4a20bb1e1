package io.kmspolicy.interceptor;

/** What became of a call that an interceptor has seen, for the hooks that come later. */
sealed interface CallState permits CallOutcome, CallState.Unjudged {

  /** Who looked at the call. */
  CallPipeline judge();

  /**
   * A call that could not be judged.
   *
   * @param judge who could not judge it
   * @param change whether it makes a change
   */
  record Unjudged(CallPipeline judge, boolean change) implements CallState {}
}
