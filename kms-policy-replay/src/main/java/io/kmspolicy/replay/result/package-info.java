/**
 * What the report of a replay is made of.
 *
 * <p>In: nothing. Out: values. Knows the model.
 */
@NullMarked
package io.kmspolicy.replay.result;

import org.jspecify.annotations.NullMarked;
