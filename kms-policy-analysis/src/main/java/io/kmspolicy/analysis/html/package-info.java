/**
 * Pages in HTML: one file without outside resources, with tables that can be filtered and sorted,
 * bars and rankings, and a grid of answers.
 *
 * <p>In: texts, tables, numbers and the data of grids. Out: an {@link
 * io.kmspolicy.analysis.html.HtmlPage} as text. Knows nothing of policies, so that every report can
 * be such a page.
 */
@NullMarked
package io.kmspolicy.analysis.html;

import org.jspecify.annotations.NullMarked;
