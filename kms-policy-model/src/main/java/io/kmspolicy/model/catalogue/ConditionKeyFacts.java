package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * The documented facts about a condition key.
 *
 * @param name the key's name; a variable part is a placeholder such as {@code ${TagKey}}
 * @param type the type of its values
 * @param multivalued whether a request can carry several values
 * @param sources the sources of its value
 * @param alwaysPresent whether every request for one of the actions carries it
 * @param knowledge whether a client can know its value
 * @param inKeyPolicies whether it has an effect in key policies
 * @param everyAction whether requests for every action can carry it
 * @param actions the actions whose requests can carry it, if not every action
 * @param values the possible values; empty if they are not a closed set
 * @param aliasOf the current name, if this is an older name of another key; else empty
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

  /** The source of a value. */
  public enum Source {
    /** The parameters of the request. */
    REQUEST,
    /** The caller's identity or session. */
    PRINCIPAL,
    /** The KMS key. */
    RESOURCE,
    /** The network path of the request. */
    NETWORK,
    /** Information that only AWS has. */
    SERVICE,
    /** The time and the transport of the request. */
    ENVIRONMENT
  }

  /** Copies the collections. */
  public ConditionKeyFacts {
    sources = Set.copyOf(sources);
    actions = List.copyOf(actions);
    values = List.copyOf(values);
  }

  /** Whether the name has a variable part. */
  public boolean isTemplate() {
    return name.contains("${");
  }
}
