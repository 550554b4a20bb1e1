/**
 * CloudFormation templates and their functions.
 *
 * <p>In: a template. Out: the values that may be policies, with what can be evaluated evaluated.
 * May know: the tree and the shapes.
 */
@NullMarked
package io.kmspolicy.inputs.template;

import org.jspecify.annotations.NullMarked;
