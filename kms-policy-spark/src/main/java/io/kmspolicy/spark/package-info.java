/**
 * Replay of CloudTrail's KMS events on Apache Spark.
 *
 * <p>In: files of a trail as a {@code Dataset}, and a {@link io.kmspolicy.spark.ReplayPlan} with
 * the policies. Out: the distinct questions with their counts as a {@code Dataset}, and the report
 * of {@code kms-policy replay}. Knows the replay module, the report of the command line, and Spark;
 * nothing knows it. Start at {@link io.kmspolicy.spark.KmsReplay}.
 */
@NullMarked
package io.kmspolicy.spark;

import org.jspecify.annotations.NullMarked;
