/**
 * Values and patterns: globs, policy variables, ARNs, numbers, dates, addresses.
 *
 * <p>In: texts of policies and requests. Out: whether a value satisfies a pattern or a comparison,
 * in three values. Knows the model only. It is the lowest layer because the reference and the
 * compiled form share its comparisons. The compiled form has faster versions of some comparisons;
 * property tests hold the two together.
 */
@NullMarked
package io.kmspolicy.engine.value;

import org.jspecify.annotations.NullMarked;
