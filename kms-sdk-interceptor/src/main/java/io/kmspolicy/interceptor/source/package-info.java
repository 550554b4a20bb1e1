/**
 * Policies, keys and callers from live AWS, loaded in the background.
 *
 * <p>In: SDK clients. Out: answers from memory through the ports. Start at {@link
 * io.kmspolicy.interceptor.source.AwsSource}. Knows {@code io.kmspolicy.source} and the ports; it
 * does not know the hooks.
 */
@NullMarked
package io.kmspolicy.interceptor.source;

import org.jspecify.annotations.NullMarked;
