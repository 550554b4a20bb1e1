/**
 * The checks: each looks at one thing and reports findings of a few rules.
 *
 * <p>In: a policy as {@code analysis} shows it. Out: findings. Knows {@code analysis}, {@code rule}
 * and below; no check knows another.
 */
@NullMarked
package io.kmspolicy.lint.check;

import org.jspecify.annotations.NullMarked;
