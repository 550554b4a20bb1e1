/**
 * The vocabulary of requests and answers: who asks for which action on which resource, under which
 * condition context, and the decision.
 *
 * <p>Every type is immutable and safe to share between threads, except that a {@link
 * io.kmspolicy.model.request.ConditionContext} of an embedder is as safe as its author makes it.
 * Knows {@code policy} and {@code resource}; it knows no JSON.
 */
@NullMarked
package io.kmspolicy.model.request;

import org.jspecify.annotations.NullMarked;
