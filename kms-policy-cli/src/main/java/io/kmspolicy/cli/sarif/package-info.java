/**
 * Logs in SARIF 2.1.0, which the commands share.
 *
 * <p>In: rules, and results with their places. Out: the text of a log. Knows {@code io} and the
 * documents and severities of the linter, and no command.
 */
@NullMarked
package io.kmspolicy.cli.sarif;

import org.jspecify.annotations.NullMarked;
