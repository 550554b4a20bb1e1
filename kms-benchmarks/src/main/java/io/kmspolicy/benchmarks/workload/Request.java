package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.request.RequestContext;

/**
 * A request to a population.
 *
 * @param principal the number of the principal
 * @param key the number of the key
 * @param action such as {@code kms:Decrypt}
 * @param context the condition context
 */
public record Request(int principal, int key, String action, RequestContext context) {}
