/**
 * Rebuilds key policies and grants from a trail.
 *
 * <p>In: the events that change keys, and a policy source for everything else. Out: a policy source
 * whose key policies and grants are those of a chosen time. Knows the trail's events; it does not
 * decide anything.
 */
@NullMarked
package io.kmspolicy.replay.history;

import org.jspecify.annotations.NullMarked;
