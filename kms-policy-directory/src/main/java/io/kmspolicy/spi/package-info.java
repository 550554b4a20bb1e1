/**
 * The ports of a policy enforcement point: where it finds policies, keys, tags and the age of
 * policies.
 *
 * <p>Embedders implement them. All are asked on the caller's thread: they answer from memory and
 * never block. What an implementation does not know is unknown, never none. Knows the model only.
 */
@NullMarked
package io.kmspolicy.spi;

import org.jspecify.annotations.NullMarked;
