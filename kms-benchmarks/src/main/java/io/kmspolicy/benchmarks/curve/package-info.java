/**
 * Benchmarks whose figures are curves: the cost of a decision against a size of the policies.
 *
 * <p>In: policies of {@code workload}. Out: benchmarks of JMH, which the report draws. Knows the
 * workloads and the engine.
 */
@NullMarked
package io.kmspolicy.benchmarks.curve;

import org.jspecify.annotations.NullMarked;
