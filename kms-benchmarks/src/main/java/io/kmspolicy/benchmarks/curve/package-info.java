/**
 * Benchmarks of which one parameter grows, for the charts of the report.
 *
 * <p>In: workloads. Out: results of JMH by the parameter {@code size}. May know: workloads and the
 * engine's API. Why apart: these benchmarks have no bars; their charts show how costs grow.
 */
@NullMarked
package io.kmspolicy.benchmarks.curve;

import org.jspecify.annotations.NullMarked;
