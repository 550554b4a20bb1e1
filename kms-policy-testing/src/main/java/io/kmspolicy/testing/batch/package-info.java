/**
 * Scenarios in the lines of a stream, and how their decisions agree with the expected ones.
 *
 * <p>In: lines, scenarios and decisions. Out: results as lines, and counts. Knows the engine.
 */
@NullMarked
package io.kmspolicy.testing.batch;

import org.jspecify.annotations.NullMarked;
