package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.PolicyType;

/**
 * A value of a file that is a policy document, or a string with one.
 *
 * @param name the name of the policy in the file
 * @param type the type of the policy
 * @param document the value
 */
public record Candidate(String name, PolicyType type, SourceNode document) {}
