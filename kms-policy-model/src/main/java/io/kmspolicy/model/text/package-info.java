/**
 * Text in messages: quoting and escaping of foreign text, lists in a sentence, and suggestions for
 * a misspelled word. Letter case, the same on every Java. Encodings of texts.
 *
 * <p>In: strings. Out: strings that are safe on one line of a terminal. Exported to the project's
 * other modules only, so that each of these tools exists once. Knows nothing else of the project.
 */
@NullMarked
package io.kmspolicy.model.text;

import org.jspecify.annotations.NullMarked;
