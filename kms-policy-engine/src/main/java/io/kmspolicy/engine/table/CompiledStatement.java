package io.kmspolicy.engine.table;

import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;

/**
 * A statement with what can be settled without a request: a row of a {@link DecisionTable}.
 *
 * @param effect what it does where it matches
 * @param principal whom it names
 * @param resource what it is about
 * @param actions the actions it matches
 * @param condition its condition, as tests of the context
 * @param tests the same for the analysis of what is unknown
 */
public record CompiledStatement(
    Effect effect,
    PrincipalElement principal,
    ResourceElement resource,
    ActionBits actions,
    Formula condition,
    ContextDependencies tests) {

  boolean hasVariables() {
    return tests.hasVariables();
  }
}
