package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;

/**
 * A policy of an organization or of a VPC endpoint in a file.
 *
 * @param name its name in the file
 * @param type its type
 * @param layer the policy, or that it is unknown
 * @param region the Region of a VPC endpoint; empty if it is not known
 */
public record InputPolicy(String name, PolicyType type, PolicyLayer layer, String region) {}
