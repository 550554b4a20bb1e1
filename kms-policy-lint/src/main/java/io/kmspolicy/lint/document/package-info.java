/**
 * The documents to check and their types: a key policy, an IAM policy, a list of grants.
 *
 * <p>In: a file's name and text. Out: a {@link io.kmspolicy.lint.document.DocumentType}. Knows the
 * model only.
 */
@NullMarked
package io.kmspolicy.lint.document;

import org.jspecify.annotations.NullMarked;
