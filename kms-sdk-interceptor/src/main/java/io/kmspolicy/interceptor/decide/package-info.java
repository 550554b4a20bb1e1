/**
 * Decides the checks of a call on the policies of the policy source.
 *
 * <p>In: an {@code InterceptedCall}. Out: a {@link io.kmspolicy.interceptor.decision.CheckDecision}
 * for each check, and the text of a denial. Knows the engine, {@code mapping}, {@code spi} and
 * {@code decision}.
 */
@NullMarked
package io.kmspolicy.interceptor.decide;

import org.jspecify.annotations.NullMarked;
