package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;

/**
 * The policies on which a check is decided.
 *
 * @param principal the layers of the caller
 * @param key the layers of the resource
 */
record AppliedPolicies(PrincipalPolicies principal, KeyPolicies key) {

  /** All layers, joined. */
  PolicySet all() {
    return PolicySet.of(principal, key);
  }
}
