/**
 * Explains single recorded calls.
 *
 * <p>In: an event or the text of an error, and policies. Out: the explanations of the checks. Knows
 * the replay's options and its judge.
 */
@NullMarked
package io.kmspolicy.replay.call;

import org.jspecify.annotations.NullMarked;
