/**
 * The command {@code lockout}.
 *
 * <p>In: a key policy, a caller and, if given, a policy directory. Out: the verdict as text or
 * JSON. Knows {@code io}, {@code input}, {@code query} and the linter's lockout check.
 */
@NullMarked
package io.kmspolicy.cli.lockout;

import org.jspecify.annotations.NullMarked;
