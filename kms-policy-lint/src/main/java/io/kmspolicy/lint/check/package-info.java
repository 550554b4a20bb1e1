/**
 * The checks. Each examines one aspect of a document and reports findings of a few rules, which its
 * {@code rules()} lists.
 *
 * <p>In: a policy as {@code analysis} represents it. Out: findings. Knows {@code analysis}, {@code
 * rule} and below; no check knows another.
 */
@NullMarked
package io.kmspolicy.lint.check;

import org.jspecify.annotations.NullMarked;
