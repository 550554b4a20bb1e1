/** Renders the figures of runs as {@code docs/benchmarks.md}. */
@NullMarked
package io.kmspolicy.benchmarks.report;

import org.jspecify.annotations.NullMarked;
