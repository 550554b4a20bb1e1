package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policies before or after a change. Policies of callers that are not listed are unknown, and
 * the same before and after. A caller or key that only one of two states lists exists only there.
 *
 * @param callers the policies of callers; the ARN of a role stands for all its sessions
 * @param keys the policies of keys
 */
public record PolicyState(
    Map<Caller, PrincipalPolicies> callers, Map<KmsResource.Key, KeyPolicies> keys) {

  public PolicyState {
    callers = Map.copyOf(callers);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** One key policy and grants; all other layers are unknown. */
  public static PolicyState ofKeyPolicy(
      KmsResource.Key key, PolicyLayer policy, GrantLayer grants) {
    KeyPolicies policies =
        new KeyPolicies(policy, grants, OrganizationLayer.unknown(), KeyManager.CUSTOMER);
    return new PolicyState(Map.of(), Map.of(key, policies));
  }

  /** The policies of a caller, by its own entry or that of its role; empty if it has none. */
  Optional<PrincipalPolicies> policiesOf(Caller caller) {
    PrincipalPolicies own = callers.get(caller);
    if (own == null && caller instanceof RoleSession session) {
      own = ofRole(session, session.path());
      own = own == null ? ofRole(session, RolePath.unknown()) : own;
    }
    return Optional.ofNullable(own);
  }

  private @Nullable PrincipalPolicies ofRole(RoleSession session, RolePath path) {
    return callers.get(
        new AnyRoleSession(session.partition(), session.accountId(), session.roleName(), path));
  }
}
