package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;

/**
 * A statement that determines a decision.
 *
 * @param type the layer of its policy
 * @param level the root, unit or account of an organization policy; empty for other layers
 * @param policy the name of its policy
 * @param statement the statement, with its location in the policy text
 */
public record DeterminingStatement(
    PolicyType type, String level, String policy, Statement statement) {

  /** The name of the statement with its policy, its layer and its location. */
  public String text() {
    return StatementLabels.of(this);
  }
}
