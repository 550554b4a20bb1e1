package io.kmspolicy.engine;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a new snapshot changes, compared by content. The comparison also compiles the policies of
 * the new snapshot, so that the decisions after its publication find them compiled.
 *
 * @param keys the ARNs of the resources with other layers
 * @param isEmpty whether no caller and no resource has other layers
 */
record SnapshotChanges(Set<String> keys, boolean isEmpty) {

  /** Compares two snapshots, and compiles the entries of the second that are different objects. */
  static SnapshotChanges compile(
      PolicySnapshot before, PolicySnapshot after, CompilationCache compiled, Workers workers) {
    Set<String> keys = ConcurrentHashMap.newKeySet();
    workers.forEach(
        after.keysChangedSince(before),
        arn -> {
          KeyPolicies previous = before.key(arn);
          KeyPolicies policies = after.key(arn);
          boolean isEqual = policies.equals(previous);
          compiled.prepare(policies, isEqual ? previous : null);
          if (!isEqual) {
            keys.add(arn);
          }
        });
    AtomicBoolean changed = new AtomicBoolean(!keys.isEmpty());
    workers.forEach(
        after.principalsChangedSince(before),
        (Caller caller) -> {
          PrincipalPolicies policies = after.principal(caller);
          compiled.prepare(caller, policies);
          if (!policies.equals(before.principal(caller))) {
            changed.set(true);
          }
        });
    return new SnapshotChanges(Set.copyOf(keys), !changed.get());
  }
}
