package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.request.ClientProfile;
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
 * @param client the client, if it makes all calls like this one with one identity; null otherwise
 */
record CallOutcome(
    CallPipeline pipeline,
    SdkRequest request,
    InterceptedCall call,
    CallDecision decision,
    @Nullable KmsAccessDeniedException denial,
    @Nullable ClientProfile client)
    implements CallState {}
