/**
 * The types of requests and decisions: caller, action, resource, condition context, and the
 * decision.
 *
 * <p>Every type is immutable and safe to share between threads, except that the thread-safety of an
 * embedder's own {@link io.kmspolicy.model.request.ConditionContext} depends on its implementation.
 * Knows {@code policy} and {@code resource}; does not know JSON.
 */
@NullMarked
package io.kmspolicy.model.request;

import org.jspecify.annotations.NullMarked;
