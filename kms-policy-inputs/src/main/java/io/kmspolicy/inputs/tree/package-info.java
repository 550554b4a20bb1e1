/**
 * The values of JSON and YAML files with their places.
 *
 * <p>In: text. Out: {@link io.kmspolicy.inputs.tree.SourceNode}. May know: nothing of policies.
 * Places lead through strings that hold JSON, escaped or encoded for a URL.
 */
@NullMarked
package io.kmspolicy.inputs.tree;

import org.jspecify.annotations.NullMarked;
