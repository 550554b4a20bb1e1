/**
 * Reads SDK requests and the configuration of SDK clients, and answers the SDK's questions without
 * work for the thread of a call.
 *
 * <p>In: an SDK request, and the execution attributes of its call. Out: {@link
 * io.kmspolicy.mapping.RequestMembers} for the mapping, and a {@code ClientProfile} of the client.
 * Knows the mapping and the SDK.
 */
@NullMarked
package io.kmspolicy.interceptor.request;

import org.jspecify.annotations.NullMarked;
