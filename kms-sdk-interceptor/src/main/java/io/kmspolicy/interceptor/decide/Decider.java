package io.kmspolicy.interceptor.decide;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/** Decides a check on what is known now. */
@FunctionalInterface
public interface Decider {

  Decision decide(PlannedCheck plan, AuthorizationRequest request, PolicySet policies);
}
