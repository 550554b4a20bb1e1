package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.KeyEntry;
import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.benchmarks.workload.PrincipalEntry;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.resource.KeyManager;

/** Creates engines with populations. */
final class Engines {

  private Engines() {}

  /** The policies of a population as a snapshot. */
  static PolicySnapshot snapshot(Population population) {
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    for (PrincipalEntry entry : population.principals()) {
      snapshot.principal(entry.caller(), policies(entry));
    }
    for (KeyEntry entry : population.keys()) {
      snapshot.key(entry.key(), policies(entry));
    }
    return snapshot.build();
  }

  /** The layers of a principal, which has no session policies and no VPC endpoint policy. */
  static PrincipalPolicies policies(PrincipalEntry entry) {
    return new PrincipalPolicies(
        entry.identity(),
        entry.permissionsBoundary(),
        PolicyLayer.none(),
        entry.serviceControl(),
        PolicyLayer.none());
  }

  /** The layers of a key. */
  static KeyPolicies policies(KeyEntry entry) {
    return new KeyPolicies(
        entry.policy(), entry.grants(), entry.resourceControl(), KeyManager.CUSTOMER);
  }

  /**
   * Collects the garbage of set-up; called at the end of set-up by every state whose objects are
   * read again and again. They then lie together, as in a process that has decided for a while.
   * Scattered among garbage, each object is in a page of its own, and a decision measures
   * translations of addresses.
   */
  static void settle() {
    System.gc();
  }

  /** An authorizer with default limits. */
  static Authorizer authorizer(PolicySnapshot snapshot) {
    return Authorizer.builder().policies(snapshot).build();
  }

  /** An authorizer that caches almost no rows, so nearly every decision is a first decision. */
  static Authorizer forgetful(PolicySnapshot snapshot) {
    return Authorizer.builder()
        .policies(snapshot)
        .maximumRowBytes(1)
        .maximumRowsPerPrincipal(1)
        .build();
  }
}
