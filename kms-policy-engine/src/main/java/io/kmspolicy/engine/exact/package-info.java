/**
 * Exact analysis of unknowns by cases.
 *
 * <p>Three-valued logic loses precision where the same unknown occurs twice ({@code x or not x}).
 * This package divides the values of each unknown into equivalence classes, which no test of the
 * request tells apart, and decides once for a representative of each. In: the conditions that
 * depend on unknowns. Out: the decision that holds in all cases, or that there is none. Knows
 * {@code combine} and below; how a case is decided is handed in.
 */
@NullMarked
package io.kmspolicy.engine.exact;

import org.jspecify.annotations.NullMarked;
