/**
 * Benchmarks that JMH has no mode for: whole processes, publications beside decisions, and a heap
 * that is full.
 *
 * <p>In: a file for the results. Out: results in the form of JMH's, which {@code report} reads.
 * Knows {@code workload} and the engine; it does not know the suite.
 */
@NullMarked
package io.kmspolicy.benchmarks.process;

import org.jspecify.annotations.NullMarked;
