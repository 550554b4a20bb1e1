/**
 * Conditions on the context of a request, as data and as text.
 *
 * <p>In: tests of condition keys. Out: {@link io.kmspolicy.engine.condition.ConditionExpression}, a
 * Boolean expression over them that can be read, printed and evaluated. Knows {@code match}, which
 * evaluates single tests, and what lies below it. It does not know where conditions come from.
 * Exported, as the root package is.
 */
@NullMarked
package io.kmspolicy.engine.condition;

import org.jspecify.annotations.NullMarked;
