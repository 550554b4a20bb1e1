/**
 * Who gains what by a change of policies, as a table.
 *
 * <p>In: the rows of the prover, and the states before a change. Out: text, JSON, SARIF and the
 * cells of a table. Knows {@code io}, {@code sarif}, the texts of {@code prove} and the engine.
 */
@NullMarked
package io.kmspolicy.cli.gain;

import org.jspecify.annotations.NullMarked;
