package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.PolicySet;
import java.util.List;

/**
 * Principals and keys with their policies.
 *
 * @param principals the principals
 * @param keys the keys
 */
public record Population(List<PrincipalEntry> principals, List<KeyEntry> keys) {

  /** Copies the lists. */
  public Population {
    principals = List.copyOf(principals);
    keys = List.copyOf(keys);
  }

  /** All policies that affect the use of one key by one principal. */
  public PolicySet policies(int principal, int key) {
    PrincipalEntry who = principals.get(principal);
    KeyEntry what = keys.get(key);
    return PolicySet.builder()
        .identity(who.identity())
        .permissionsBoundary(who.permissionsBoundary())
        .serviceControl(who.serviceControl())
        .resourceControl(what.resourceControl())
        .key(what.policy())
        .grants(what.grants())
        .build();
  }
}
