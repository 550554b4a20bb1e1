/**
 * Reads the members of SDK requests for the mapping.
 *
 * <p>In: an SDK request. Out: {@link io.kmspolicy.mapping.RequestMembers}.
 */
@NullMarked
package io.kmspolicy.interceptor.request;

import org.jspecify.annotations.NullMarked;
