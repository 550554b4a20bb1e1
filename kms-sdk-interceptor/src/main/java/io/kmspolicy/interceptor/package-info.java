/**
 * The policy enforcement point for the AWS SDK for Java 2.x: an execution interceptor that asks the
 * engine before a KMS call leaves the process. Start at {@link
 * io.kmspolicy.interceptor.KmsPolicyInterceptor}.
 *
 * <p>The path of one call: {@code KmsPolicyInterceptor} has the hooks, and {@code FailureGuard}
 * catches their failures. {@code request.ClientProfiles} finds whether other interceptors may
 * change the request, and so the hook that decides. {@code CallPipeline} makes an {@code
 * InterceptedCall} of the request. {@code decide.CallAuthorizer} finds its checks, with the key
 * from {@code mapping.ResourceResolver}, the policies from {@code decide.CallPolicies} and the
 * condition keys from {@code mapping.CallContext}, and decides them. {@code enforce.Enforcement}
 * determines whether the call is stopped. {@code ResponseObserver} receives the response of KMS,
 * and {@code DriftDetector} compares it with the decision.
 */
@NullMarked
package io.kmspolicy.interceptor;

import org.jspecify.annotations.NullMarked;
