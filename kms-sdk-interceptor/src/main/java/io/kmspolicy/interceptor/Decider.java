package io.kmspolicy.interceptor;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/** Decides a check on what is known now. */
@FunctionalInterface
interface Decider {

  Decision decide(CheckPlan plan, AuthorizationRequest request, PolicySet policies);
}
