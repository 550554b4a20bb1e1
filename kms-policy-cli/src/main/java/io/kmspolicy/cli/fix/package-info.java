/**
 * The fix of a denial as text and as JSON.
 *
 * <p>In: a denied request with its policies. Out: the statements and grants that lift the denial.
 * Knows the linter's generator of fixes.
 */
@NullMarked
package io.kmspolicy.cli.fix;

import org.jspecify.annotations.NullMarked;
