/**
 * The addresses of the resources of plans, states and templates, and the blocks of Terraform source
 * that make them.
 *
 * <p>In: the name of a policy and a location in a file. Out: the address, and the file and line of
 * the block if they are certain.
 */
@NullMarked
package io.kmspolicy.inputs.address;

import org.jspecify.annotations.NullMarked;
