/**
 * The interceptor that needs no code: its class, and how it is configured.
 *
 * <p>{@link io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor} is what the SDK makes;
 * {@code Settings} reads what is set, {@code SourceSettings} makes the sources of it.
 */
@NullMarked
package io.kmspolicy.interceptor.config;

import org.jspecify.annotations.NullMarked;
