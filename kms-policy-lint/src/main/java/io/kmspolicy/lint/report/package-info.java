/**
 * The findings of a run and the answers of the lockout check as reports: text, JSON, SARIF and
 * JUnit XML; and the file of known findings, with which a run is compared.
 *
 * <p>In: results. Out: texts. Knows {@code lint}, {@code sarif}, {@code lockout} and what they
 * know.
 */
@NullMarked
package io.kmspolicy.lint.report;

import org.jspecify.annotations.NullMarked;
