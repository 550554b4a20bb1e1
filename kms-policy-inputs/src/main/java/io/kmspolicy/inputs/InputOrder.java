package io.kmspolicy.inputs;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When and in which order a file is applied, as far as it says so.
 *
 * @param preparedAt when a plan was made; empty if the file does not say
 * @param waits the names of the users and roles of the file that exist before a resource is
 *     created, because it refers to them, by the name of the resource
 * @param replaced the names of the users and roles that a plan deletes and creates again
 * @param creators the names of what may create users and roles whose names are not known
 */
public record InputOrder(
    Optional<Instant> preparedAt,
    Map<String, Set<String>> waits,
    Set<String> replaced,
    List<String> creators) {

  /** Copies the collections. */
  public InputOrder {
    Map<String, Set<String>> copy = new HashMap<>();
    waits.forEach((name, others) -> copy.put(name, Set.copyOf(others)));
    waits = Map.copyOf(copy);
    replaced = Set.copyOf(replaced);
    creators = List.copyOf(creators);
  }

  /** A file that says nothing about it. */
  static InputOrder none() {
    return new InputOrder(Optional.empty(), Map.of(), Set.of(), List.of());
  }
}
