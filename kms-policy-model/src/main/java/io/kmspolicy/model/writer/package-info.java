/**
 * Canonical writers of policies, grants and scenarios in JSON.
 *
 * <p>Equal values give equal text, and reading that text gives an equal value. In: the vocabulary.
 * Out: JSON text. Knows the vocabulary and {@code json}.
 */
@NullMarked
package io.kmspolicy.model.writer;

import org.jspecify.annotations.NullMarked;
