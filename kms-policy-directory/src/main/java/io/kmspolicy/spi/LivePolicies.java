package io.kmspolicy.spi;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;

/**
 * Where the interceptor finds the policies that bear on a call.
 *
 * <p>It is asked on the caller's thread for every check of every call, so it answers from memory
 * and never blocks. A layer that it does not hold is unknown, not none: an unknown layer lets a
 * call through, a layer that is wrongly none stops it. The layers of a key, which are its policy,
 * its grants and the resource control policies, are the same for all callers. Implementations are
 * safe for use by many threads.
 */
@FunctionalInterface
public interface LivePolicies {

  /**
   * The policies that bear on a caller's use of a resource, layer by layer.
   *
   * @param caller who calls
   * @param resource the key, the alias, {@link KmsResource.Any} for a call without a key, or {@link
   *     KmsResource.UnknownKey} if the client cannot name the key
   */
  PolicySet policiesFor(Caller caller, KmsResource resource);

  /**
   * Told that this client has changed something that bears on a resource, such as a grant on a key:
   * what is held of it may be from before. It only takes note and returns.
   *
   * @param resource a key or an alias; anything else means that it is not known which
   */
  default void changed(KmsResource resource) {}

  /**
   * Told that a change has had the time that AWS may take to follow it: what was loaded of the
   * resource since then may still be from before. It only takes note and returns.
   *
   * @param resource a key or an alias; anything else means that it is not known which
   */
  default void settled(KmsResource resource) {}

  /**
   * Told that a call is certain to be refused by what this source said: a good time to look whether
   * that still holds. It only takes note and returns.
   */
  default void denied(Caller caller, KmsResource resource) {}

  /**
   * Where the policies of one type come from and how old they are, such as {@code kms:GetKeyPolicy,
   * 12 s ago}; for explanations.
   *
   * @return empty if the source has nothing to say of that
   */
  default String provenance(PolicyType type, Caller caller, KmsResource resource) {
    return "";
  }

  /** The source that knows nothing. */
  static LivePolicies unknown() {
    PolicySet unknown =
        new PolicySet(
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            OrganizationLayer.unknown(),
            OrganizationLayer.unknown(),
            PolicyLayer.unknown(),
            GrantLayer.unknown(),
            PolicyLayer.unknown());
    return (caller, resource) -> unknown;
  }
}
