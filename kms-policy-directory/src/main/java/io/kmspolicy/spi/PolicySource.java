package io.kmspolicy.spi;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;

/**
 * Where a policy enforcement point finds the policies of a call (a policy information point).
 *
 * <p>A source is asked on the caller's thread for every check of every call, so it answers from
 * memory and never blocks. A layer that it does not hold is unknown, not none: an unknown layer
 * lets a call through, a layer that is wrongly none stops it.
 *
 * <p>A source answers with the same objects until something changes. The engine compares policies
 * by identity, so a new but equal object costs a comparison and its compilation.
 *
 * <p>Implementations are safe for use by many threads. The test class {@code PolicySourceContract}
 * of this module's test archive checks an implementation.
 */
public interface PolicySource {

  /** The layers that belong to a caller. */
  PrincipalPolicies principal(Caller caller);

  /**
   * Whether calls to a Region go through the VPC endpoint whose policy is among the layers of a
   * caller. An endpoint serves the Region that it is in, and calls to another one go another way.
   * Where the answer is no, the layer counts as unknown. The default is yes, for sources that have
   * no such policy or are for one Region.
   *
   * @param region such as {@code us-west-2}
   */
  default boolean hasVpcEndpointIn(String region) {
    return true;
  }

  /**
   * The path of the role behind a session (rule 4.15). The ARN of a session does not contain it,
   * and a key policy names the role with it: as long as it is unknown, it is not known whether
   * {@code Principal: role/X} means the caller. The default is unknown.
   *
   * <p>What a source answers is certain. A path that only a policy or a grant names does not count:
   * the role may have been created anew under another one.
   *
   * @return the same object until something changes
   */
  default Caller.RolePath rolePath(Caller.RoleCaller session) {
    return Caller.RolePath.unknown();
  }

  /**
   * A caller with the path of its role, if it is a session without one and {@link #rolePath} knows
   * it. A path that the caller brings takes precedence.
   */
  default Caller.AccountCaller withRolePath(Caller.AccountCaller caller) {
    return caller instanceof Caller.RoleCaller session
            && session.path() instanceof Caller.RolePath.Unknown
            && rolePath(session) instanceof Caller.RolePath.Known path
        ? session.withPath(path)
        : caller;
  }

  /**
   * The layers that belong to a resource. They are the same for all callers, except for {@link
   * KmsResource.Any}: the resource control policies of a call without a key are those of the
   * caller's account.
   *
   * @param resource the key, the alias, {@link KmsResource.Any} for a call without a key, or {@link
   *     KmsResource.UnknownKey} if the client cannot name the key
   * @param caller who calls
   */
  KeyPolicies key(KmsResource resource, Caller caller);

  /**
   * The source as it is now: its answers belong to one state. All questions about one check go to
   * one such state. A source whose state is replaced as a whole returns that state; one that is
   * updated piece by piece returns itself. Notifications go to the source, not to the state.
   */
  default PolicySource current() {
    return this;
  }

  /** All layers that may bear on a caller's use of a resource. */
  default PolicySet policiesFor(Caller caller, KmsResource resource) {
    PolicySource now = current();
    return PolicySet.of(now.principal(caller), now.key(resource, caller));
  }

  /**
   * Reports that this client has changed something about a resource, such as a grant on a key. What
   * the source holds of the resource may be outdated, so its key policy and grants are unknown from
   * now on until they are loaded again. The method returns at once.
   *
   * @param resource a key or an alias; anything else means that the resource is not known
   */
  default void changed(KmsResource resource) {}

  /**
   * Reports that a change has had the time that AWS may take to apply it: what was loaded of the
   * resource meanwhile may be outdated. The method returns at once.
   *
   * @param resource a key or an alias; anything else means that the resource is not known
   */
  default void settled(KmsResource resource) {}

  /**
   * Reports that a call is certain to be denied on this source's policies, so that the source can
   * check whether they are up to date. The method returns at once.
   */
  default void denied(Caller caller, KmsResource resource) {}

  /**
   * Where the policies of one type come from and how old they are, such as {@code kms:GetKeyPolicy,
   * 12 s ago}; for explanations.
   *
   * @return empty if the source does not know
   */
  default String provenance(PolicyType type, Caller caller, KmsResource resource) {
    return "";
  }

  /**
   * Waits until the source has loaded what it loads without being asked, and what it was asked for.
   * For the start of an application; no call waits.
   *
   * @return whether that is loaded; false if the time has elapsed. True at once for a source that
   *     loads nothing in the background
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default boolean awaitLoaded(Duration timeout) throws InterruptedException {
    return true;
  }

  /** The source that knows nothing. */
  static PolicySource unknown() {
    return UnknownPolicies.INSTANCE;
  }
}
