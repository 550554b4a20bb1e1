package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.mapping.InterceptedCall;
import org.jspecify.annotations.Nullable;

/**
 * What was found about a call.
 *
 * @param judge who found it
 * @param call the call
 * @param decision the decision
 * @param denial what stops it; null if nothing does
 */
record CallOutcome(
    CallPipeline judge,
    InterceptedCall call,
    CallDecision decision,
    @Nullable KmsAccessDeniedException denial)
    implements CallState {}
