/**
 * The project's own layer over the JSON parser: a cursor with positions and limits for the readers,
 * a tree, and a writer.
 *
 * <p>In: text. Out: values, positions and problems. Exported to the project's other modules only.
 * It is the only package that knows the JSON parser, and none of its public methods has a type of
 * the parser, so the parser can be replaced here. Knows {@code policy}, {@code problem} and {@code
 * text}.
 */
@NullMarked
package io.kmspolicy.model.json;

import org.jspecify.annotations.NullMarked;
