/**
 * The command {@code report}: what every principal of a policy directory may do with every key, as
 * one page.
 *
 * <p>In: a policy directory. Out: a page with a summary of risks and an {@link
 * io.kmspolicy.analysis.html.HtmlGrid} of answers. Knows {@code io}, the pages and {@link
 * io.kmspolicy.analysis.fleet}.
 */
@NullMarked
package io.kmspolicy.cli.report;

import org.jspecify.annotations.NullMarked;
