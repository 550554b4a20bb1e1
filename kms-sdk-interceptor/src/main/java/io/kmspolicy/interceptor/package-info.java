/**
 * The policy enforcement point for the AWS SDK for Java 2.x: an execution interceptor that asks the
 * engine before a KMS call leaves the process. Start at {@link
 * io.kmspolicy.interceptor.KmsPolicyInterceptor}.
 */
@NullMarked
package io.kmspolicy.interceptor;

import org.jspecify.annotations.NullMarked;
