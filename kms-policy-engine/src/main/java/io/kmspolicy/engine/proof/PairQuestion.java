package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One caller and one key with their policies before and after a change. A side on which the caller
 * or the key does not exist allows nothing.
 */
record PairQuestion(
    CallerClass caller, KmsResource.Owned key, Optional<Side> before, Optional<Side> after) {

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

  /** Which layers of a caller and a key are the same before and after a change. */
  record PolicyPair(Set<PolicyType> same, boolean sameGrants) {

    static PolicyPair of(
        PrincipalPolicies before, PrincipalPolicies after, KeyPolicies keyBefore, KeyPolicies key) {
      Set<PolicyType> same = EnumSet.noneOf(PolicyType.class);
      for (PolicyType type : PolicyType.values()) {
        boolean isSame =
            switch (type) {
              case IDENTITY -> before.identity().equals(after.identity());
              case PERMISSIONS_BOUNDARY ->
                  before.permissionsBoundary().equals(after.permissionsBoundary());
              case SESSION -> before.session().equals(after.session());
              case SERVICE_CONTROL -> before.serviceControl().equals(after.serviceControl());
              case VPC_ENDPOINT -> before.vpcEndpoint().equals(after.vpcEndpoint());
              case RESOURCE_CONTROL -> keyBefore.resourceControl().equals(key.resourceControl());
              case KEY -> keyBefore.key().equals(key.key());
            };
        if (isSame) {
          same.add(type);
        }
      }
      return new PolicyPair(same, keyBefore.grants().equals(key.grants()));
    }

    boolean isSame(PolicyType type) {
      return same.contains(type);
    }

    /** Whether all layers but the key policy and the resource control policies are the same. */
    boolean sameCallerLayers() {
      return sameGrants
          && same.contains(PolicyType.IDENTITY)
          && same.contains(PolicyType.PERMISSIONS_BOUNDARY)
          && same.contains(PolicyType.SESSION)
          && same.contains(PolicyType.SERVICE_CONTROL)
          && same.contains(PolicyType.VPC_ENDPOINT);
    }

    /** Whether nothing changed. */
    boolean isUnchanged() {
      return sameGrants && same.size() == PolicyType.values().length;
    }
  }
}
