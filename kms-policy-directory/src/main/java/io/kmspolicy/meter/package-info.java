/**
 * Registers meters of one interceptor or source in a registry that others use as well.
 *
 * <p>In: a registry and tags. Out: meters that nobody else has registered. Knows Micrometer only,
 * which is optional: only classes of meters use this package.
 */
@NullMarked
package io.kmspolicy.meter;

import org.jspecify.annotations.NullMarked;
