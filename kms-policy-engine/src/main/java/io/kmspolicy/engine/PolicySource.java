package io.kmspolicy.engine;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;

/**
 * Where policies come from that a {@link PolicySnapshot} does not list (the policy information
 * point). It is asked from the thread that decides, whenever a caller meets a resource for the
 * first time in a snapshot, so it must answer from memory: an implementation that would have to
 * wait says unknown. Within one snapshot its answers must not change; publish a new snapshot when
 * they do.
 */
public interface PolicySource {

  /** A source that knows nothing. */
  PolicySource UNKNOWN =
      new PolicySource() {
        @Override
        public PrincipalPolicies principal(Caller caller) {
          return PrincipalPolicies.unknown();
        }

        @Override
        public KeyPolicies key(KmsResource resource) {
          return KeyPolicies.unknown();
        }
      };

  /** The layers that belong to a caller. */
  PrincipalPolicies principal(Caller caller);

  /** The layers that belong to a key or an alias, or to no resource in particular. */
  KeyPolicies key(KmsResource resource);
}
