/**
 * The command {@code prove} and its questions.
 *
 * <p>In: key policies, identity policies or policy directories. Out: a proof, or a request that
 * refutes the claim, as text, JSON or SARIF. Knows {@code io}, {@code input}, {@code query}, policy
 * directories and their states ({@code testing}), what a change is compared with ({@code
 * analysis}), the types of documents that {@code lint} infers, and the engine's prover.
 */
@NullMarked
package io.kmspolicy.cli.prove;

import org.jspecify.annotations.NullMarked;
