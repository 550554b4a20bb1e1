/**
 * Small text tools that all modules share: quoting, the one-line escape, suggestions for a misspelt
 * word.
 *
 * <p>Not exported except to the project's other modules. Knows nothing of the project.
 */
@NullMarked
package io.kmspolicy.model.text;

import org.jspecify.annotations.NullMarked;
