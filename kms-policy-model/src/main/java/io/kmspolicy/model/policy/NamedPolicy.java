package io.kmspolicy.model.policy;

/**
 * A policy with the name under which explanations speak of it.
 *
 * @param name the policy's name
 * @param document what it states
 */
public record NamedPolicy(String name, PolicyDocument document) {}
