/**
 * The names of AWS resources and what is known of a key: ARNs, keys, aliases, key metadata.
 *
 * <p>In: texts as AWS writes them. Out: parsed values; a text that names nothing is refused with an
 * {@link io.kmspolicy.model.resource.InvalidNameException}. Knows no other package of the project.
 */
@NullMarked
package io.kmspolicy.model.resource;

import org.jspecify.annotations.NullMarked;
