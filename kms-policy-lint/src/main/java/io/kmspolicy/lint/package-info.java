/**
 * The linter: finds mistakes, risks and statements without effect in KMS policies and grants before
 * they are used.
 *
 * <p>In: texts. Out: a {@link io.kmspolicy.lint.LintResult}. {@link io.kmspolicy.lint.PolicyLinter}
 * is the entry point and knows all other packages of the module.
 */
@NullMarked
package io.kmspolicy.lint;

import org.jspecify.annotations.NullMarked;
