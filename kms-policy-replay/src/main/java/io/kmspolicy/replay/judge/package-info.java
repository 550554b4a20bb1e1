/**
 * Compares AWS's answers with the answers of policies.
 *
 * <p>In: mapped events and a policy source. Out: a {@link io.kmspolicy.replay.judge.Judgment} for
 * each event, and the distinct questions with their counts. Knows the engine, the history, the
 * parts of policies and the mapped events.
 */
@NullMarked
package io.kmspolicy.replay.judge;

import org.jspecify.annotations.NullMarked;
