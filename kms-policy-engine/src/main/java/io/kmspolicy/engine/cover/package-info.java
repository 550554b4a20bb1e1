/**
 * Small sums of products for Boolean functions.
 *
 * <p>In: functions as binary decision diagrams, with bounds for combinations that do not occur.
 * Out: an irredundant cover, and the condition that it states. May know: conditions as data and the
 * budget. A package of its own, because it knows neither context keys nor policies.
 */
@NullMarked
package io.kmspolicy.engine.cover;

import org.jspecify.annotations.NullMarked;
