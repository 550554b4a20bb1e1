package io.kmspolicy.engine.store;

import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.resource.KmsResource;

/**
 * The resource of a question, with its policies.
 *
 * @param arn the text by which rows are found
 * @param resource the resource
 * @param policies its layers
 * @param compiled the compiled form of these or equal layers
 */
public record AskedResource(
    String arn, KmsResource resource, KeyPolicies policies, CompiledKey compiled) {}
