/**
 * Suggests key policies that allow what recorded calls needed, and little more.
 *
 * <p>In: judged checks with their policies. Out: a {@link io.kmspolicy.replay.result.KeySuggestion}
 * for each key, whose policy is proven to allow nothing new. Knows the engine and its proofs; it
 * does not know trails.
 */
@NullMarked
package io.kmspolicy.replay.suggest;

import org.jspecify.annotations.NullMarked;
