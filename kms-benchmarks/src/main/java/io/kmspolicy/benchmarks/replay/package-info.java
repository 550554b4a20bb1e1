/**
 * The workload of replay: generated records of CloudTrail and the policies that belong to them.
 *
 * <p>In: a seed and a size. Out: records as lines. Knows nothing of the project.
 */
@NullMarked
package io.kmspolicy.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
