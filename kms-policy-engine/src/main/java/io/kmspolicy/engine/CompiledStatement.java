package io.kmspolicy.engine;

import io.kmspolicy.model.NamedPolicy;
import io.kmspolicy.model.Statement;

/**
 * A statement with what can be settled without a request: a row of a {@link DecisionTable}.
 *
 * @param policy the policy that holds it
 * @param statement the statement
 * @param actions the actions it matches
 * @param condition its condition, as tests of the context
 */
record CompiledStatement(
    NamedPolicy policy, Statement statement, ActionSet actions, Formula condition) {

  boolean hasVariables() {
    return policy.document().version().hasVariables();
  }
}
