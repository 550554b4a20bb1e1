/**
 * Partial evaluation of the tables for one principal and one resource (Jones, Gomard, Sestoft
 * 1993).
 *
 * <p>In: a compiled principal and a compiled key. Out: a {@link
 * io.kmspolicy.engine.row.DecisionRow}, which holds for each action a decision or the residual
 * policy that decides it from the context. Knows {@code diagram}, {@code table} and below. Nothing
 * below knows rows: a table depends on policies only, a row also on a caller and a resource.
 */
@NullMarked
package io.kmspolicy.engine.row;

import org.jspecify.annotations.NullMarked;
