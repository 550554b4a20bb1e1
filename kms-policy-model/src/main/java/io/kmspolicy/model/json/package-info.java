/**
 * The project's own layer over the JSON parser: a cursor with positions and limits for the readers,
 * a tree, and a writer.
 *
 * <p>In: text. Out: values, positions and problems. Exported to the project's other modules only.
 * No other package of the model depends on the JSON parser, and no public method exposes a type of
 * the parser, so the parser can be replaced here. Knows {@code policy}, {@code problem} and {@code
 * text}.
 */
@NullMarked
package io.kmspolicy.model.json;

import org.jspecify.annotations.NullMarked;
