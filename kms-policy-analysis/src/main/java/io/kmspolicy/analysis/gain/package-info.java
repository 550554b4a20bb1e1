/**
 * Who gains what by a change of policies, as a table.
 *
 * <p>In: the rows of the prover, and the states before a change. Out: text, JSON and the cells of a
 * table. Knows {@code proof} and the engine.
 */
@NullMarked
package io.kmspolicy.analysis.gain;

import org.jspecify.annotations.NullMarked;
