/**
 * What is wrong with a text, and where: the problems that all readers report.
 *
 * <p>A problem has a code, a place (JSON pointer, line, column) and one line that says what would
 * be right. Knows {@code policy} (for the place) and {@code text}.
 */
@NullMarked
package io.kmspolicy.model.problem;

import org.jspecify.annotations.NullMarked;
