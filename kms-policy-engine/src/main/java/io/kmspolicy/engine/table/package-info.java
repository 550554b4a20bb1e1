/**
 * Compilation: policies to decision tables, indexed by action, principal and resource.
 *
 * <p>In: the layers of a principal or a key. Out: {@link io.kmspolicy.engine.table.DecisionTable}s,
 * one row per statement; actions as bit sets, conditions as Boolean formulas. Knows {@code exact}
 * (which keys a statement depends on) and below. It must not know the reference evaluator: tests
 * compare the results of the two, so neither may use the other.
 */
@NullMarked
package io.kmspolicy.engine.table;

import org.jspecify.annotations.NullMarked;
