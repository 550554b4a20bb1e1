package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.Caller;
import io.kmspolicy.model.OrganizationLayer;
import io.kmspolicy.model.PolicyLayer;

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
    OrganizationLayer serviceControl) {}
