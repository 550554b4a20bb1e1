package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;

/**
 * A principal of a population.
 *
 * @param caller the session that makes the requests
 * @param identity its identity policies
 * @param permissionsBoundary its permissions boundary
 * @param serviceControl the service control policies of its account
 */
public record PrincipalEntry(
    Caller caller,
    PolicyLayer identity,
    PolicyLayer permissionsBoundary,
    OrganizationLayer serviceControl) {

  /** Another role or session with equal policies: the name of its role has this suffix. */
  PrincipalEntry named(String suffix) {
    String arn = caller.arn();
    int session = arn.contains(":assumed-role/") ? arn.lastIndexOf('/') : arn.length();
    Caller other = Caller.parse(arn.substring(0, session) + suffix + arn.substring(session));
    return new PrincipalEntry(
        other.takenLiterally(), identity, permissionsBoundary, serviceControl);
  }
}
