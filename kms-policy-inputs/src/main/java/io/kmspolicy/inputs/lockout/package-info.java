/**
 * What policy directories and files tell the linter's lockout check: the question that it is asked,
 * and the users and roles that exist.
 *
 * <p>In: a key policy, a caller, a directory or a state of a file. Out: the question and the known
 * principals. Knows {@code inputs}, {@code directory} and the linter's lockout check.
 */
@NullMarked
package io.kmspolicy.inputs.lockout;

import org.jspecify.annotations.NullMarked;
