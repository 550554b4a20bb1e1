package io.kmspolicy.interceptor.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;

/**
 * Joins layers, with the same result for the same layers of a caller or a key, so that the engine
 * can compare policies by identity. Bounded. Thread-safe.
 */
final class RecentPolicies {

  private final Cache<Caller, PrincipalPolicies> principals;
  private final Cache<KmsResource.Key, KeyPolicies> keys;

  RecentPolicies(long maxSubjects) {
    this.principals = cache(maxSubjects);
    this.keys = cache(maxSubjects);
  }

  private static <K, V> Cache<K, V> cache(long maxSubjects) {
    return Caffeine.newBuilder().maximumSize(maxSubjects).executor(Runnable::run).build();
  }

  /** The layers of a caller: two that were loaded, the endpoint's, and the others. */
  @SuppressWarnings("ReferenceEquality") // a new object of equal layers is a change here
  PrincipalPolicies principal(
      Caller caller,
      PolicyLayer identity,
      PolicyLayer boundary,
      PolicyLayer endpoint,
      PrincipalPolicies others) {
    PrincipalPolicies held = principals.getIfPresent(caller);
    if (held != null
        && held.identity() == identity
        && held.permissionsBoundary() == boundary
        && held.session() == others.session()
        && held.serviceControl() == others.serviceControl()
        && held.vpcEndpoint() == endpoint) {
      return held;
    }
    PrincipalPolicies joined =
        new PrincipalPolicies(
            identity, boundary, others.session(), others.serviceControl(), endpoint);
    principals.put(caller, joined);
    return joined;
  }

  /** The layers of a key: two that were loaded, and the others. */
  @SuppressWarnings("ReferenceEquality") // a new object of equal layers is a change here
  KeyPolicies key(KmsResource.Key key, PolicyLayer policy, GrantLayer grants, KeyPolicies others) {
    KeyPolicies held = keys.getIfPresent(key);
    if (held != null
        && held.key() == policy
        && held.grants() == grants
        && held.resourceControl() == others.resourceControl()
        && held.manager() == others.manager()) {
      return held;
    }
    KeyPolicies joined =
        new KeyPolicies(policy, grants, others.resourceControl(), others.manager());
    keys.put(key, joined);
    return joined;
  }
}
