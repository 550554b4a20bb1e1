/**
 * The findings of a run, the answers of the lockout check and fixes of denials as reports: text,
 * JSON, SARIF and JUnit XML; and the file of known findings, with which a run is compared.
 *
 * <p>In: results. Out: texts. Knows {@code lint}, {@code sarif}, {@code lockout}, {@code fix} and
 * what they know.
 */
@NullMarked
package io.kmspolicy.lint.report;

import org.jspecify.annotations.NullMarked;
