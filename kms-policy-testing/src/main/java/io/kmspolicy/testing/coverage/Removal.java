package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.PolicySet;
import java.util.function.UnaryOperator;

/**
 * A part, and the policies without it.
 *
 * @param part the part
 * @param without makes policies without the part of policies that have it
 */
record Removal(PolicyPart part, UnaryOperator<PolicySet> without) {}
