/**
 * The other forms of files that hold policies.
 *
 * <p>In: the value of a file. Out: the values that may be policies, and the keys, users and roles
 * to which they belong. May know: the tree and what is known of published policies.
 */
@NullMarked
package io.kmspolicy.inputs.shape;

import org.jspecify.annotations.NullMarked;
