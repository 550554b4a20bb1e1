/** Turns the figures of runs into {@code docs/benchmarks.md} with its charts. */
@NullMarked
package io.kmspolicy.benchmarks.report;

import org.jspecify.annotations.NullMarked;
