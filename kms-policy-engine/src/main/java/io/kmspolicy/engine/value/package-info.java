/**
 * Values and patterns: globs, policy variables, ARNs, numbers, dates, addresses.
 *
 * <p>In: texts of policies and requests. Out: whether a value satisfies a pattern or a comparison,
 * in three values. Knows the model only. It stands at the bottom because both the reference and the
 * compiled form compare values by it; neither may have rules of its own.
 */
@NullMarked
package io.kmspolicy.engine.value;

import org.jspecify.annotations.NullMarked;
