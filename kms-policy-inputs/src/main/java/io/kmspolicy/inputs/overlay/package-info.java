/**
 * What a file leaves of a policy directory if it is applied there, as a plan, template or state.
 *
 * <p>In: a state that a file describes, and a directory. Out: their policies as a source, and what
 * of the change is not known. Knows {@code inputs} and {@code join}.
 */
@NullMarked
package io.kmspolicy.inputs.overlay;

import org.jspecify.annotations.NullMarked;
