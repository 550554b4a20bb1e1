package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import java.util.EnumSet;
import java.util.Set;

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
