/**
 * Where policies and keys come from while a service runs: a watched directory, the class path, and
 * live AWS. Everything is loaded in the background; the hook of the interceptor is answered from
 * memory. Start at {@link io.kmspolicy.interceptor.source.AwsSource} or {@link
 * io.kmspolicy.interceptor.source.WatchedDirectory}.
 */
@NullMarked
package io.kmspolicy.interceptor.source;

import org.jspecify.annotations.NullMarked;
