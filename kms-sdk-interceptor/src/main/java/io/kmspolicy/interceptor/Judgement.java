package io.kmspolicy.interceptor;

import org.jspecify.annotations.Nullable;

/**
 * What was found about a call.
 *
 * @param judge who found it
 * @param call the call
 * @param decision the decision
 * @param denial what stops it; null if nothing does
 */
record Judgement(
    CallJudge judge, Call call, CallDecision decision, @Nullable KmsAccessDeniedException denial)
    implements Seen {}
