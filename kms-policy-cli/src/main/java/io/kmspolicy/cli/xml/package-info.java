/**
 * The XML format of JUnit reports, which build servers read.
 *
 * <p>In: suites of cases with their faults. Out: the text of a report. Knows no command.
 */
@NullMarked
package io.kmspolicy.cli.xml;

import org.jspecify.annotations.NullMarked;
