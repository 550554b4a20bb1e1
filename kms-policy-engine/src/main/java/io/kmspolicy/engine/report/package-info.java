/**
 * The trace of an evaluation, statement by statement, and its text.
 *
 * <p>In: a request, its policies and what the reference found. Out: for every layer and statement,
 * which element matched and why. Off the hot path. Knows {@code reference} and below; {@code
 * explain} builds on it.
 */
@NullMarked
package io.kmspolicy.engine.report;

import org.jspecify.annotations.NullMarked;
