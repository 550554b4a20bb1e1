/**
 * What a template tells of the values that it leaves open: the form of a parameter, of a name, of a
 * reference to another service, and of the ARN of a resource.
 *
 * <p>In: a definition or an expression. Out: an opaque text, or its form. May know: the tree.
 */
@NullMarked
package io.kmspolicy.inputs.template.form;

import org.jspecify.annotations.NullMarked;
