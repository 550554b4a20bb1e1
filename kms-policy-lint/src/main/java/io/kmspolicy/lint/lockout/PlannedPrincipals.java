package io.kmspolicy.lint.lockout;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a change does to users and roles beside a key policy that it sets.
 *
 * @param isSet whether it sets the key policy; otherwise the policy stays as it is
 * @param preparedAt when the change was prepared; what is known of an earlier time is out of date.
 *     Empty if the change does not say
 * @param isPlan whether the change knows the state before it, as a plan does
 * @param created the users and roles that it creates: by their ARNs, the names of their resources
 * @param kept the ARNs of the users and roles that are there before it and that it keeps
 * @param deleted the users and roles that it deletes: by their ARNs, the names of their resources
 * @param replaced the users and roles that it deletes and creates again: by their ARNs, the names
 *     of their resources
 * @param before the names of the resources that the key policy waits for
 * @param others the names of the resources that may create users and roles whose names are not
 *     known
 */
public record PlannedPrincipals(
    boolean isSet,
    Optional<Instant> preparedAt,
    boolean isPlan,
    Map<String, String> created,
    Set<String> kept,
    Map<String, String> deleted,
    Map<String, String> replaced,
    Set<String> before,
    List<String> others) {

  /** Copies the collections. */
  public PlannedPrincipals {
    created = Map.copyOf(created);
    kept = Set.copyOf(kept);
    deleted = Map.copyOf(deleted);
    replaced = Map.copyOf(replaced);
    before = Set.copyOf(before);
    others = List.copyOf(others);
  }

  /** A change of key policies only. */
  public static PlannedPrincipals none() {
    return new PlannedPrincipals(
        true, Optional.empty(), false, Map.of(), Set.of(), Map.of(), Map.of(), Set.of(), List.of());
  }

  /**
   * This beside a key policy.
   *
   * @param waitedFor the names of the resources that the policy waits for
   * @param namedBefore the ARNs that the policy named before the change; AWS shows a deleted user
   *     or role by its id (rule 1.8), so they were there
   * @param sets whether the change sets the policy; otherwise it stays as it is
   */
  public PlannedPrincipals beside(Set<String> waitedFor, Set<String> namedBefore, boolean sets) {
    Set<String> there = new HashSet<>(namedBefore);
    there.addAll(kept);
    return new PlannedPrincipals(
        sets, preparedAt, isPlan, created, there, deleted, replaced, waitedFor, others);
  }

  /** Whether what was known at a time is known of the state before the change. */
  boolean isKnownAt(Instant time) {
    return !isPlan || preparedAt.filter(prepared -> !time.isBefore(prepared)).isPresent();
  }
}
