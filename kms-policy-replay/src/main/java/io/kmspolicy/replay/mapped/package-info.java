/**
 * What a recorded event says about the authorization that KMS made.
 *
 * <p>In: a {@link io.kmspolicy.replay.trail.TrailEvent}. Out: the caller, the checks of the
 * operation with their resources and condition contexts, and {@link
 * io.kmspolicy.replay.mapped.AwsAnswer}. What a trail does not record is unknown, never absent.
 * Knows the catalogue and the mapping of requests; it knows no policies.
 */
@NullMarked
package io.kmspolicy.replay.mapped;

import org.jspecify.annotations.NullMarked;
