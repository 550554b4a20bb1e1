/**
 * The vocabulary of policies: documents, statements and their elements, grants, and the layers that
 * decide a request.
 *
 * <p>Every type is immutable and safe to share between threads; absent, empty and unknown are
 * different cases of a type and never {@code null}. Knows {@code resource}; it knows neither
 * requests nor JSON.
 */
@NullMarked
package io.kmspolicy.model.policy;

import org.jspecify.annotations.NullMarked;
