/**
 * The interceptor that is installed and configured without code.
 *
 * <p>The SDK creates {@link io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor}. {@code
 * Settings} reads the settings, {@code SourceSettings} creates the sources.
 */
@NullMarked
package io.kmspolicy.interceptor.config;

import org.jspecify.annotations.NullMarked;
