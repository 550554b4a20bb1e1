/**
 * The command {@code report}: what every principal of a policy directory may do with every key, as
 * one page.
 *
 * <p>In: a policy directory. Out: an {@link io.kmspolicy.cli.html.HtmlGrid} of answers, in which
 * equal texts, answers, cells and rows occur once. Knows the queries of the command line, the
 * engine and the pages; keys about which every answer is the same by construction are asked once.
 */
@NullMarked
package io.kmspolicy.cli.report;

import org.jspecify.annotations.NullMarked;
