/**
 * Decides whether a denied call is stopped: mode, recent changes, stale policies, remembered
 * denials.
 *
 * <p>In: decisions. Out: a {@link io.kmspolicy.interceptor.decision.Disposition}. Knows {@code
 * decision}, {@code mapping} and {@code spi}.
 */
@NullMarked
package io.kmspolicy.interceptor.enforce;

import org.jspecify.annotations.NullMarked;
