/**
 * The input and output of AWS's policy simulator with the decisions of the engine.
 *
 * <p>In: the JSON input of {@code simulate-custom-policy}. Out: its JSON response, and the
 * differences from AWS's simulator. Knows {@code query} and the engine.
 */
@NullMarked
package io.kmspolicy.analysis.simulate;

import org.jspecify.annotations.NullMarked;
