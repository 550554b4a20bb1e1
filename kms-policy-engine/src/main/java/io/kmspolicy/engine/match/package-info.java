/**
 * Matches one element of a statement against a request: action, principal, resource, condition.
 *
 * <p>In: an element of the policy vocabulary and the attributes of a request. Out: a {@link
 * io.kmspolicy.model.request.MatchResult}. Knows the model and {@code value}. It does not know
 * layers or decisions, so that {@code combine} can use its results for any combination.
 */
@NullMarked
package io.kmspolicy.engine.match;

import org.jspecify.annotations.NullMarked;
