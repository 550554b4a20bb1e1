/**
 * The answers about a fleet as a page, with a summary of its risks.
 *
 * <p>In: a grid of answers. Out: the page as text. Knows {@code fleet} and {@code html}.
 */
@NullMarked
package io.kmspolicy.analysis.page;

import org.jspecify.annotations.NullMarked;
