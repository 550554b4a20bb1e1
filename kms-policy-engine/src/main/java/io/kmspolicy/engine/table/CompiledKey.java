package io.kmspolicy.engine.table;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.resource.KeyManager;

/**
 * The compiled layers of a key.
 *
 * <p>It does not refer to the {@link KeyPolicies} from which it was compiled, so these can be
 * garbage collected when nothing else refers to them ({@code CompilationCache}). Equal policies
 * have equal compiled forms: equal layers share their tables.
 *
 * @param grants the grants
 * @param key the key policy
 * @param resourceControl the resource control policies
 * @param manager the manager of the key
 */
public record CompiledKey(
    CompiledGrants grants, CompiledLayer key, CompiledLayer resourceControl, KeyManager manager) {

  /**
   * Whether a policy or a grant names a session of this role. If not, the layers treat all sessions
   * of the role alike in the same context.
   */
  public boolean namesSessionOf(RoleCaller role) {
    return key.namesSessionOf(role)
        || resourceControl.namesSessionOf(role)
        || grants.namesSessionOf(role);
  }

  /** Makes what decisions would otherwise make when they first need it. */
  public void prepare() {
    grants.prepare();
  }
}
