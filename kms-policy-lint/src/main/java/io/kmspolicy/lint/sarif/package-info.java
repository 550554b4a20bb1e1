/**
 * Logs in SARIF 2.1.0, for rules of any kind.
 *
 * <p>In: rules, and results with their places. Out: the text of a log. Knows the documents and
 * severities of the linter.
 */
@NullMarked
package io.kmspolicy.lint.sarif;

import org.jspecify.annotations.NullMarked;
