/**
 * The rules of the linter: their names, texts, severities, and what a finding is.
 *
 * <p>Knows the model only.
 */
@NullMarked
package io.kmspolicy.lint.rule;

import org.jspecify.annotations.NullMarked;
