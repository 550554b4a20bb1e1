package io.kmspolicy.model.policy;

/**
 * A policy with its name in explanations.
 *
 * @param name the policy's name
 * @param document the policy
 */
public record NamedPolicy(String name, PolicyDocument document) {}
