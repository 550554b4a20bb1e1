package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.NotEvaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.Reason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.SigningScope;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The outcome of deciding a call.
 *
 * @param pipeline the pipeline that decided it
 * @param request the request that was decided
 * @param call the call of the request
 * @param decision the decision
 * @param denial the exception that stops the call; null if the call goes out
 * @param scope what the call is signed with, if its denial counts; null otherwise
 * @param client the client, if a refusal of the call is to be remembered; null otherwise
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

  /** Whether the call is to be stopped, or would be if its operation were enforced. */
  boolean isDenial() {
    return denial != null || decision.disposition() == Disposition.OBSERVED;
  }

  /** The outcome without a refusal to remember. */
  CallOutcome forgotten() {
    return new CallOutcome(pipeline, request, call, decision, denial, scope, null);
  }

  /** The decision on the call if another interceptor has changed what is sent. */
  CallDecision leftOpen() {
    List<CheckDecision> open = new ArrayList<>();
    for (CheckDecision check : decision.checks()) {
      open.add(new NotEvaluated(check.action(), Reason.CHANGED_AFTERWARDS));
    }
    return new CallDecision(
        decision.operation(),
        Decision.INDETERMINATE,
        open,
        decision.mode(),
        Disposition.PASSED,
        decision.nanos());
  }

  /**
   * Whether the call is signed as it was when it was decided, as far as that matters.
   *
   * @param signed the signed request; null if it cannot be seen
   */
  boolean isSignedAlike(ExecutionAttributes attributes, @Nullable SdkHttpRequest signed) {
    return scope == null || scope.isOf(attributes, signed);
  }
}
