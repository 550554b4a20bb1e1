package io.kmspolicy.benchmarks.curve;

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
final class Engine {

  private Engine() {}

  static Authorizer of(Population population) {
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    for (PrincipalEntry entry : population.principals()) {
      snapshot.principal(
          entry.caller(),
          new PrincipalPolicies(
              entry.identity(),
              entry.permissionsBoundary(),
              PolicyLayer.none(),
              entry.serviceControl(),
              PolicyLayer.none()));
    }
    for (KeyEntry entry : population.keys()) {
      snapshot.key(
          entry.key(),
          new KeyPolicies(
              entry.policy(), entry.grants(), entry.resourceControl(), KeyManager.CUSTOMER));
    }
    return Authorizer.builder().policies(snapshot.build()).build();
  }
}
