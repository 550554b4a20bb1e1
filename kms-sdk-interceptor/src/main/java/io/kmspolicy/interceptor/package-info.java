/** An execution interceptor for the AWS SDK for Java 2.x that asks the engine before the call. */
@NullMarked
package io.kmspolicy.interceptor;

import org.jspecify.annotations.NullMarked;
