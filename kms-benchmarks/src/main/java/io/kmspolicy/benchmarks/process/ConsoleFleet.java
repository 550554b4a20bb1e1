package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.KeyEntry;
import io.kmspolicy.benchmarks.workload.PrincipalEntry;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/** The population {@code console}, of which no text and no document is kept beside the engine. */
final class ConsoleFleet {

  private final List<PrincipalEntry> roles = ConsoleWorkload.roles();
  private final KmsResource.Key[] keys;

  /** The number of a role that may use the key, by key. */
  private final int[] users;

  /**
   * A population.
   *
   * @param keys how many keys
   */
  ConsoleFleet(int keys) {
    this.keys = new KmsResource.Key[keys];
    this.users = new int[keys];
  }

  int size() {
    return keys.length;
  }

  /** The policies of all roles and keys, read from their texts. */
  PolicySnapshot read() {
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    for (PrincipalEntry role : roles) {
      snapshot.principal(role.caller(), policies(role));
    }
    ConsoleWorkload.forEachKey(
        keys.length,
        (number, user, entry) -> {
          keys[number] = entry.key();
          users[number] = user;
          snapshot.key(entry.key(), policies(entry));
        });
    return snapshot.build();
  }

  private static PrincipalPolicies policies(PrincipalEntry role) {
    return new PrincipalPolicies(
        role.identity(),
        role.permissionsBoundary(),
        PolicyLayer.none(),
        role.serviceControl(),
        PolicyLayer.none());
  }

  private static KeyPolicies policies(KeyEntry entry) {
    return new KeyPolicies(
        entry.policy(), entry.grants(), entry.resourceControl(), KeyManager.CUSTOMER);
  }

  KmsResource.Key key(int number) {
    return keys[number];
  }

  /** A key policy that differs from all others of the population. */
  KeyPolicies another(int seed) {
    return policies(ConsoleWorkload.another(seed));
  }

  /** The requests of the users of all keys, by the handles of an engine. */
  final class Requests {

    private final PrincipalHandle[] handles;
    private final ActionHandle action;
    private final String[] arns;

    Requests(Authorizer authorizer) {
      this.handles =
          roles.stream()
              .map(role -> authorizer.principal(role.caller()))
              .toArray(PrincipalHandle[]::new);
      this.action = authorizer.action("kms:Decrypt");
      this.arns = new String[keys.length];
      for (int i = 0; i < arns.length; i++) {
        arns[i] = keys[i].arn();
      }
    }

    Decision decide(int key) {
      return handles[users[key]].decide(action, arns[key], RequestContext.empty());
    }

    /** Decides on all keys in turn on another thread. */
    Decider start() {
      return Decider.start(
          key -> {
            var unused = decide(key);
          },
          arns.length);
    }

    /** Decides on each key once; returns how many requests are allowed. */
    int decideAll() {
      int allowed = 0;
      for (int key = 0; key < arns.length; key++) {
        allowed += decide(key) == Decision.ALLOWED ? 1 : 0;
      }
      return allowed;
    }
  }
}
