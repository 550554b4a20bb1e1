package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import java.util.List;

/**
 * The properties of a call that may keep it from being stopped.
 *
 * @param mode the mode of its operation
 * @param bypassed whether the request asks to go on
 * @param grantTokens whether it carries grant tokens
 * @param checks its checks
 */
public record EnforcementContext(
    EnforcementMode mode, boolean bypassed, boolean grantTokens, List<CheckDecision> checks) {}
