/**
 * What a change of policies is compared with.
 *
 * <p>In: the states before and after a change. Out: a {@link
 * io.kmspolicy.analysis.change.PolicyChange} for the keys that both states have and the new ones,
 * and one for the users and roles that the change creates. Knows the engine's proofs.
 */
@NullMarked
package io.kmspolicy.analysis.change;

import org.jspecify.annotations.NullMarked;
