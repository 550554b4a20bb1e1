package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;

/**
 * A statement that settled a decision.
 *
 * @param type the layer it belongs to
 * @param level the root, unit or account of an organization policy; empty for other layers
 * @param policy the name of the policy that holds it
 * @param statement the statement itself, with the place it was read from
 */
public record DeterminingStatement(
    PolicyType type, String level, String policy, Statement statement) {}
