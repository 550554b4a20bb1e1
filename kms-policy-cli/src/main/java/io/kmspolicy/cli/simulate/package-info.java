/**
 * The command {@code kms-policy simulate}: the input and output of AWS's policy simulator with the
 * decisions of the engine.
 *
 * <p>In: the JSON input of {@code simulate-custom-policy}. Out: its JSON response, and the
 * differences from AWS's simulator. Knows {@code io} and {@link io.kmspolicy.analysis.simulate}.
 */
@NullMarked
package io.kmspolicy.cli.simulate;

import org.jspecify.annotations.NullMarked;
