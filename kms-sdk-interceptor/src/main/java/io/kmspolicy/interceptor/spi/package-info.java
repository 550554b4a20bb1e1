/**
 * The ports that name types of the AWS SDK: who makes a call.
 *
 * <p>The ports without the SDK are in {@code io.kmspolicy.spi}.
 */
@NullMarked
package io.kmspolicy.interceptor.spi;

import org.jspecify.annotations.NullMarked;
