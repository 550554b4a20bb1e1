package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One caller and one key with their policies before and after a change. A side on which the caller
 * or the key does not exist allows nothing.
 */
record PairQuestion(
    CallerClass caller, KmsResource.Owned key, Optional<Side> before, Optional<Side> after) {

  /** The policies of one side. */
  record Side(PrincipalPolicies own, KeyPolicies key) {

    private boolean hasEndpoint() {
      return own.vpcEndpoint() instanceof PolicyLayer.Attached;
    }
  }

  /** Whether a side has an endpoint policy, which limits only the calls through the endpoint. */
  boolean hasEndpoint() {
    return before.filter(Side::hasEndpoint).isPresent()
        || after.filter(Side::hasEndpoint).isPresent();
  }

  /**
   * The question about the calls that do not go through the VPC endpoint (rule 4.2).
   *
   * @param without the policies of a caller without the endpoint's
   */
  PairQuestion withoutEndpoint(UnaryOperator<PrincipalPolicies> without) {
    return new PairQuestion(
        caller,
        key,
        before.map(side -> new Side(without.apply(side.own()), side.key())),
        after.map(side -> new Side(without.apply(side.own()), side.key())));
  }

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
