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
 * @param tests the same for the analysis of what is unknown
 */
record CompiledStatement(
    NamedPolicy policy,
    Statement statement,
    ActionSet actions,
    Formula condition,
    StatementTests tests) {

  boolean hasVariables() {
    return tests.hasVariables();
  }
}
