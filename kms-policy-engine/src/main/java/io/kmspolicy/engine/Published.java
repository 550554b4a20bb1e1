package io.kmspolicy.engine;

import io.kmspolicy.model.Caller;
import io.kmspolicy.model.KmsResource;

/**
 * A snapshot as its readers see it: with its number, and with what was compiled of it so far. A
 * reader takes one of these for the whole of a decision, so it never mixes two snapshots.
 */
final class Published {

  private final int number;
  private final PolicySnapshot snapshot;
  private final CompiledPolicies compiled;

  Published(int number, PolicySnapshot snapshot, CompiledPolicies compiled) {
    this.number = number;
    this.snapshot = snapshot;
    this.compiled = compiled;
  }

  int number() {
    return number;
  }

  CompiledPrincipal principal(Caller caller) {
    return compiled.principal(caller, snapshot.principal(caller));
  }

  PrincipalPolicies policiesOf(Caller caller) {
    return snapshot.principal(caller);
  }

  /** The layers of a resource whose ARN is spelt so. */
  KeyPolicies policiesOf(KmsResource resource, String arn) {
    KeyPolicies listed = snapshot.listed(arn);
    return listed != null ? listed : snapshot.key(resource);
  }

  /** Whether the snapshot itself lists these very layers for a key or an alias. */
  @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
  boolean lists(KeyPolicies policies, String arn) {
    return snapshot.listed(arn) == policies;
  }

  String own(String arn) {
    return snapshot.own(arn);
  }

  CompiledKey key(KeyPolicies policies) {
    return compiled.key(policies);
  }
}
