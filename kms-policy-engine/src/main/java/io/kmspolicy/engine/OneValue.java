package io.kmspolicy.engine;

import io.kmspolicy.model.ConditionContext;

/**
 * Whether one value of a request passes a condition test: matches some value of the policy, or none
 * of them if the operator is negated.
 */
@FunctionalInterface
interface OneValue {

  MatchResult test(String value, ConditionContext context);
}
