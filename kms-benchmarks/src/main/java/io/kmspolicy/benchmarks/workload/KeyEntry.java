package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KmsResource;

/**
 * A key of a population.
 *
 * @param key the key
 * @param policy its key policy
 * @param grants the grants on it
 * @param resourceControl the resource control policies of its account
 */
public record KeyEntry(
    KmsResource.Key key,
    PolicyLayer policy,
    GrantLayer grants,
    OrganizationLayer resourceControl) {}
