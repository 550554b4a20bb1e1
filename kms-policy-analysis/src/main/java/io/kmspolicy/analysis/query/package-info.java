/**
 * Who may do what: questions about one key and all principals, or about one principal and all keys.
 *
 * <p>In: a policy directory and the names in it. Out: an {@link io.kmspolicy.analysis.query.Answer}
 * for each principal, action and resource. Knows the policy directory and the engine, which makes
 * every decision.
 */
@NullMarked
package io.kmspolicy.analysis.query;

import org.jspecify.annotations.NullMarked;
