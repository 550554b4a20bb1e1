package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * Policies of one caller and one key with the contexts of requests; each within AWS's quotas.
 *
 * @param caller the caller of every request
 * @param resource the key of every request
 * @param own the caller's policies
 * @param key the key's policy and grants
 * @param policyText the key policy as JSON
 * @param contexts the contexts of the requests
 */
public record HostileCase(
    Caller caller,
    KmsResource.Key resource,
    PrincipalPolicies own,
    KeyPolicies key,
    String policyText,
    List<RequestContext> contexts) {}
