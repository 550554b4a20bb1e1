/**
 * The meters of authorizers and sources, and what registers meters in a registry that others use as
 * well.
 *
 * <p>In: an authorizer or source, a registry, and tags. Out: meters that nobody else has
 * registered. Needs Micrometer, which is optional: no other package of this module uses this one.
 */
@NullMarked
package io.kmspolicy.meter;

import org.jspecify.annotations.NullMarked;
