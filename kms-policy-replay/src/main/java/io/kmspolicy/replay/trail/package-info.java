/**
 * Reads the KMS events of AWS CloudTrail.
 *
 * <p>In: a stream in one of the four shapes in which CloudTrail hands out records, compressed or
 * not. Out: one {@link io.kmspolicy.replay.trail.TrailEvent} for each KMS event, and one {@link
 * io.kmspolicy.replay.result.LostRecord} for each record that could not be read. One record is in
 * memory at a time. Knows the JSON parser only; it gives no meaning to the fields.
 */
@NullMarked
package io.kmspolicy.replay.trail;

import org.jspecify.annotations.NullMarked;
