/**
 * The ports that use types of the AWS SDK: the caller of a call.
 *
 * <p>In: an SDK request and the execution attributes of its call. Out: the caller. Knows {@code
 * request}, which reads the client's configuration. The ports without the SDK are in {@code
 * io.kmspolicy.spi}.
 */
@NullMarked
package io.kmspolicy.interceptor.spi;

import org.jspecify.annotations.NullMarked;
