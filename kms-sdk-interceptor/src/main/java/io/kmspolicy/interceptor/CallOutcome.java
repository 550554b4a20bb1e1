package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.SigningScope;
import io.kmspolicy.mapping.InterceptedCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/**
 * The outcome of deciding a call.
 *
 * @param pipeline the pipeline that decided it
 * @param request the request that was decided
 * @param call the call of the request
 * @param decision the decision
 * @param denial the exception that stops the call; null if the call goes out
 * @param scope what the call is signed with, if it is to be stopped; null otherwise
 * @param client the client, if it makes all calls like this one with one identity; null otherwise
 */
record CallOutcome(
    CallPipeline pipeline,
    SdkRequest request,
    InterceptedCall call,
    CallDecision decision,
    @Nullable KmsAccessDeniedException denial,
    @Nullable SigningScope scope,
    @Nullable ClientProfile client)
    implements CallState {

  /** Whether the call is still signed as it was when it was decided, as far as that matters. */
  boolean isSignedAlike(ExecutionAttributes attributes) {
    return scope == null || scope.isOf(attributes);
  }
}
