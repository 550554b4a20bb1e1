/**
 * Partial evaluation of the tables for one principal and one resource (Jones, Gomard, Sestoft
 * 1993).
 *
 * <p>In: a compiled principal and a compiled key. Out: a {@link
 * io.kmspolicy.engine.row.DecisionRow}, which holds a certain decision for each action or the tests
 * that remain; and the caches of rows. Knows {@code table} and below.
 */
@NullMarked
package io.kmspolicy.engine.row;

import org.jspecify.annotations.NullMarked;
