/**
 * Whether KMS accepts a new key policy from a caller, and who could change the policy afterwards.
 *
 * <p>In: the text of a key policy, a caller, and the caller's other policies as far as they are
 * known. Out: a {@link io.kmspolicy.lint.lockout.LockoutVerdict} and {@link
 * io.kmspolicy.lint.lockout.Administrators}. Knows the model and the engine, and nothing else of
 * the linter, so that the linter and commands can use it. The rule of AWS is 5.21 of {@code
 * docs/semantics.md}.
 */
@NullMarked
package io.kmspolicy.lint.lockout;

import org.jspecify.annotations.NullMarked;
