package io.kmspolicy.engine.match;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;

/**
 * Whether one value of a request passes a condition test: matches some value of the policy, or none
 * of them if the operator is negated.
 */
@FunctionalInterface
public interface ValuePredicate {

  MatchResult test(String value, ConditionContext context);
}
