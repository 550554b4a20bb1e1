/**
 * Finds the parts of policies that recorded calls do not need.
 *
 * <p>In: decided checks with their policies. Out: a {@link io.kmspolicy.replay.result.UsageReport}
 * with the statements, grants, actions and principals that no call has matched or needed. Knows the
 * engine; it does not know trails.
 */
@NullMarked
package io.kmspolicy.replay.usage;

import org.jspecify.annotations.NullMarked;
