/**
 * Caches that load layers in the background, keep the last good value and know its age.
 *
 * <p>In: a {@link io.kmspolicy.source.LayerLoader} for each layer. Out: values from memory, and the
 * state of each layer. Knows {@code spi} only; what is loaded is the loader's business.
 */
@NullMarked
package io.kmspolicy.source;

import org.jspecify.annotations.NullMarked;
