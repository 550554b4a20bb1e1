package io.kmspolicy.engine.table;

import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.match.PrincipalIndex;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;

/**
 * A compiled statement: a row of a {@link DecisionTable}.
 *
 * @param effect the effect of the statement
 * @param principal the principal element
 * @param principalIndex finds the names in a long principal element
 * @param resource the resource element
 * @param actions the actions that the statement matches
 * @param condition the condition, as a Boolean formula over tests of the context
 * @param tests the condition keys and patterns that the statement depends on, for the exact
 *     analysis
 */
public record CompiledStatement(
    Effect effect,
    PrincipalElement principal,
    PrincipalIndex principalIndex,
    ResourceElement resource,
    ActionBits actions,
    Formula condition,
    ContextDependencies tests) {

  boolean hasVariables() {
    return tests.hasVariables();
  }
}
