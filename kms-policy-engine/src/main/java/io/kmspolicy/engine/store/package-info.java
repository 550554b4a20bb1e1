/**
 * Finds the row that decides a question, and keeps the policies of a snapshot.
 *
 * <p>In: a caller and a resource with their policies. Out: a {@link
 * io.kmspolicy.engine.row.DecisionRow} that was made of exactly these or equal policies. {@link
 * io.kmspolicy.engine.store.Rows} are the rows of one caller on some policies, {@link
 * io.kmspolicy.engine.store.RowStore} has those of all callers behind them, and {@link
 * io.kmspolicy.engine.store.KeyShapes} says which keys of a snapshot have one row. Knows {@code
 * row} and {@code table}.
 */
@NullMarked
package io.kmspolicy.engine.store;

import org.jspecify.annotations.NullMarked;
