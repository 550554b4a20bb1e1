package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.mapping.InterceptedCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The outcome of deciding a call.
 *
 * @param pipeline the pipeline that decided it
 * @param request the request that was decided
 * @param call the call of the request
 * @param decision the decision
 * @param denial the exception that stops the call; null if the call goes out
 * @param question as what a refusal of the call is remembered; null if it is not
 */
record CallOutcome(
    CallPipeline pipeline,
    SdkRequest request,
    InterceptedCall call,
    CallDecision decision,
    @Nullable KmsAccessDeniedException denial,
    DenialCache.@Nullable Question question)
    implements CallState {}
