/**
 * The mapping from one KMS call to its checks: the resource of each check and its condition keys.
 *
 * <p>In: an {@link io.kmspolicy.mapping.InterceptedCall}, whose members are read through the port
 * {@link io.kmspolicy.mapping.RequestMembers}. Out: resources and condition contexts, in which
 * everything that the request does not define is unknown. Knows the catalogue and {@code spi}; it
 * knows neither the AWS SDK nor policies.
 */
@NullMarked
package io.kmspolicy.mapping;

import org.jspecify.annotations.NullMarked;
