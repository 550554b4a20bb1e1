/**
 * The texts to check and which kind of document each is: a key policy, an IAM policy, a list of
 * grants.
 *
 * <p>In: a file's name and text. Out: a {@link io.kmspolicy.lint.document.DocumentType}. Knows the
 * model and {@code text}.
 */
@NullMarked
package io.kmspolicy.lint.document;

import org.jspecify.annotations.NullMarked;
