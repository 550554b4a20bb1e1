/**
 * The mapping from one KMS call to its checks: the resource of each check and its condition keys.
 *
 * <p>In: an {@link io.kmspolicy.mapping.InterceptedCall}, whose members are read through the port
 * {@link io.kmspolicy.mapping.RequestMembers}. Out: resources and condition contexts, in which
 * everything that neither the request defines nor follows from the caller and the key is unknown.
 * Knows the catalogue, {@code spi} and the derivation of condition keys in {@code engine.facts}; it
 * knows neither the AWS SDK nor policies.
 */
@NullMarked
package io.kmspolicy.mapping;

import org.jspecify.annotations.NullMarked;
