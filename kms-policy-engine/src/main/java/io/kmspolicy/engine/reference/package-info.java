/**
 * The plain evaluation: statement by statement, layer by layer, as the rules read.
 *
 * <p>In: a request and its policies. Out: a decision. It is slow on purpose and shares no code with
 * {@code table} and {@code row}, so that the two can be compared on everything. Knows {@code exact}
 * and below.
 */
@NullMarked
package io.kmspolicy.engine.reference;

import org.jspecify.annotations.NullMarked;
