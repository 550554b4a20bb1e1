/**
 * The trace of an evaluation, statement by statement, and its text.
 *
 * <p>In: a request, its policies and the statement matches of the reference evaluation. Out: for
 * every layer, statement and element, whether it matched and why. Off the hot path. Knows {@code
 * reference} and below; {@code explain} builds on it.
 */
@NullMarked
package io.kmspolicy.engine.report;

import org.jspecify.annotations.NullMarked;
