/**
 * Caches that load layers in the background, keep the last value, and report its age and failures.
 *
 * <p>In: a {@link io.kmspolicy.source.LayerLoader} for each layer. Out: values from memory, and the
 * state of each layer. Knows {@code spi} only, not what is loaded.
 */
@NullMarked
package io.kmspolicy.source;

import org.jspecify.annotations.NullMarked;
