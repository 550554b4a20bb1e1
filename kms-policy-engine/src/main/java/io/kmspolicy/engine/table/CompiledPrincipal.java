package io.kmspolicy.engine.table;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import java.util.List;

/**
 * The compiled layers of a caller. It does not refer to the {@link PrincipalPolicies} from which it
 * was compiled.
 *
 * @param caller the caller
 * @param boundaries the cases of the permissions boundary
 */
public record CompiledPrincipal(
    Caller caller,
    List<BoundaryState> boundaries,
    CompiledLayer identity,
    CompiledLayer permissionsBoundary,
    CompiledLayer session,
    CompiledLayer serviceControl,
    CompiledLayer vpcEndpoint) {

  /** Whether the policies tell keys apart by partition, Region and account only. */
  public boolean matchesByPlace() {
    return identity.matchesByPlace()
        && permissionsBoundary.matchesByPlace()
        && session.matchesByPlace()
        && serviceControl.matchesByPlace()
        && vpcEndpoint.matchesByPlace();
  }

  /** Whether a policy names a session of this role as a principal, as an endpoint policy may. */
  public boolean namesSessionOf(RoleCaller role) {
    return vpcEndpoint.namesSessionOf(role)
        || identity.namesSessionOf(role)
        || permissionsBoundary.namesSessionOf(role)
        || session.namesSessionOf(role)
        || serviceControl.namesSessionOf(role);
  }
}
