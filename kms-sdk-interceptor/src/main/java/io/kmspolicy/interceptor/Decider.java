package io.kmspolicy.interceptor;

import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.PolicySet;

/** Decides a check on what is known now. */
@FunctionalInterface
interface Decider {

  Decision decide(CheckPlan plan, AuthorizationRequest request, PolicySet policies);
}
