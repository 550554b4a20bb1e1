package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * What is known of a condition key.
 *
 * @param name the key, with a template such as {@code ${TagKey}} where a part of the name varies
 * @param type the type of its values
 * @param multivalued whether a request can carry several values
 * @param sources where its value comes from
 * @param alwaysPresent whether every request of the actions carries it
 * @param knowledge whether a client can know its value
 * @param inKeyPolicies whether it has an effect in key policies
 * @param everyAction whether requests of every action can carry it
 * @param actions the actions whose requests carry it, where that is not every action
 * @param values the values it can have; empty if that is open
 * @param aliasOf the key whose older name this is; empty if it is none
 */
public record ConditionKeyFacts(
    String name,
    ValueType type,
    boolean multivalued,
    Set<Source> sources,
    boolean alwaysPresent,
    ClientKnowledge knowledge,
    boolean inKeyPolicies,
    boolean everyAction,
    List<String> actions,
    List<String> values,
    String aliasOf) {

  /** Where a value comes from. */
  public enum Source {
    /** The parameters of the request. */
    REQUEST,
    /** The caller's identity or session. */
    PRINCIPAL,
    /** The key. */
    RESOURCE,
    /** The way the request takes. */
    NETWORK,
    /** What only AWS knows. */
    SERVICE,
    /** Time and transport. */
    ENVIRONMENT
  }

  /** Copies the collections. */
  public ConditionKeyFacts {
    sources = Set.copyOf(sources);
    actions = List.copyOf(actions);
    values = List.copyOf(values);
  }

  /** Whether a part of the name varies. */
  public boolean isTemplate() {
    return name.contains("${");
  }
}
