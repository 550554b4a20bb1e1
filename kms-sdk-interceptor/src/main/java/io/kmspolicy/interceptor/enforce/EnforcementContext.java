package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CheckDecision;
import java.util.List;

/**
 * The properties of a call that may keep it from being stopped.
 *
 * @param bypassed whether the request asks to go on
 * @param grantTokens whether it carries grant tokens
 * @param checks its checks
 */
public record EnforcementContext(
    boolean bypassed, boolean grantTokens, List<CheckDecision> checks) {}
