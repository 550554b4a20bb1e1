/**
 * The authorizer: decides requests against policies and grants (the policy decision point).
 *
 * <p>In: requests, and policies, either as a {@link io.kmspolicy.engine.PolicySnapshot} or with
 * each request. Out: {@link io.kmspolicy.model.request.Decision}s and explanations. {@link
 * io.kmspolicy.engine.Authorizer} is the entry point; a {@link io.kmspolicy.engine.PolicyEvaluator}
 * decides single requests. This package knows all others of the engine except {@code proof}, which
 * builds on it. Exported are this package, {@code condition}, {@code explain} and {@code proof}.
 */
@NullMarked
package io.kmspolicy.engine;

import org.jspecify.annotations.NullMarked;
