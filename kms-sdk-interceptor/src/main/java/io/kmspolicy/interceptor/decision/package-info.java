/**
 * What the interceptor found about a call, as values, and the exception that stops one.
 *
 * <p>Knows the model, and {@code request} for the details of an exception.
 */
@NullMarked
package io.kmspolicy.interceptor.decision;

import org.jspecify.annotations.NullMarked;
