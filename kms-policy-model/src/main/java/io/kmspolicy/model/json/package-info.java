/**
 * The project's own layer over the JSON parser and generator: a cursor with places and limits, a
 * tree, an output.
 *
 * <p>Not exported except to the project's other modules. JSON stops here: no type of the parser is
 * part of what another package offers. Knows {@code policy}, {@code problem} and {@code text}.
 */
@NullMarked
package io.kmspolicy.model.json;

import org.jspecify.annotations.NullMarked;
