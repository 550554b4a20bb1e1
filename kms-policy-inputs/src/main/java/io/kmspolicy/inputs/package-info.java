/**
 * Finds policies in the files that people have: output of the AWS command line, templates, plans.
 *
 * <p>In: the text of a file. Out: policy documents with the places of their parts in the file, or
 * keys, users and roles with their layers; and what the file leaves open. May know: the model.
 */
@NullMarked
package io.kmspolicy.inputs;

import org.jspecify.annotations.NullMarked;
