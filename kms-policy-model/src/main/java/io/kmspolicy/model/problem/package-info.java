/**
 * The problems that all readers report: mistakes in a text with their locations.
 *
 * <p>A problem has a code, a location (JSON pointer, line, column) and a message of one line that
 * states the mistake and the correction. Knows {@code policy} (for the location) and {@code text}.
 */
@NullMarked
package io.kmspolicy.model.problem;

import org.jspecify.annotations.NullMarked;
