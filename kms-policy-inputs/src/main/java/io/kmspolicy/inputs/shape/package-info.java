/**
 * The other forms of files that hold policies.
 *
 * <p>In: the value of a file. Out: the values that may be policies. May know: the tree.
 */
@NullMarked
package io.kmspolicy.inputs.shape;

import org.jspecify.annotations.NullMarked;
