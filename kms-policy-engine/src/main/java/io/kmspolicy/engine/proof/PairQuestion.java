package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * One caller and one key with their policies before and after a change. A side on which the caller
 * or the key does not exist allows nothing.
 */
record PairQuestion(
    CallerClass caller, KmsResource.Owned key, Optional<Side> before, Optional<Side> after) {

  /** The policies of one side. */
  record Side(PrincipalPolicies own, KeyPolicies key) {}

  /** Which layers are the same on both sides. */
  PolicyPair pair() {
    Side one = before.or(() -> after).orElseThrow();
    Side other = after.or(() -> before).orElseThrow();
    return PolicyPair.of(one.own(), other.own(), one.key(), other.key());
  }

  /** Whether both sides decide every request alike, because nothing changed. */
  boolean isUnchanged() {
    return before.isPresent() == after.isPresent() && pair().isUnchanged();
  }

  /** The question about the change in the other direction. */
  PairQuestion reversed() {
    return new PairQuestion(caller, key, /* before= */ after, /* after= */ before);
  }
}
