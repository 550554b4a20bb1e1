/**
 * Policies under test, and answers that are expected of them.
 *
 * <p>In: a policy directory or a key policy, and requests of tests or scenario files. Out: an
 * {@link io.kmspolicy.testing.ExpectedAnswer}, and how a decision differs from it; and the states
 * of policies that proofs compare. Knows {@code directory}, {@code mapping}, the engine's API and
 * the readers of the model; it knows no test framework.
 */
@NullMarked
package io.kmspolicy.testing;

import org.jspecify.annotations.NullMarked;
