/**
 * The answers of the prover as text and JSON.
 *
 * <p>In: a proof, and what it is about. Out: text, JSON and an exit status. Knows the engine.
 */
@NullMarked
package io.kmspolicy.analysis.proof;

import org.jspecify.annotations.NullMarked;
