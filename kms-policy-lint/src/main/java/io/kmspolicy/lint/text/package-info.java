/**
 * How findings quote and list, and a JSON tree with places.
 *
 * <p>Knows the model only.
 */
@NullMarked
package io.kmspolicy.lint.text;

import org.jspecify.annotations.NullMarked;
