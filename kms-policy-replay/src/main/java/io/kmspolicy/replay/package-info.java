/**
 * Replays CloudTrail: reads trails, judges each KMS event on policies, and reports.
 *
 * <p>In: files or streams of records, and a policy source, optionally a second one with proposed
 * policies. Out: a {@link io.kmspolicy.replay.ReplayReport}. Knows the packages below it: trail,
 * mapped, history, judge, usage, suggest.
 */
@NullMarked
package io.kmspolicy.replay;

import org.jspecify.annotations.NullMarked;
