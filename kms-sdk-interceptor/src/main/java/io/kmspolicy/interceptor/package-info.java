/**
 * The policy enforcement point for the AWS SDK for Java 2.x: an execution interceptor that asks the
 * engine before a KMS call leaves the process. Start at {@link
 * io.kmspolicy.interceptor.KmsPolicyInterceptor}.
 *
 * <p>The path of one call: the hooks of {@code KmsPolicyInterceptor}; {@code CallPipeline} makes an
 * {@code InterceptedCall} of the request; {@code decide.CallAuthorizer} finds its checks, with the
 * key from {@code mapping.ResourceResolver}, the policies from {@code decide.CallPolicies} and the
 * condition keys from {@code mapping.CallContext}; {@code decide.CompiledDecider} decides; {@code
 * enforce.Enforcement} says whether the call is stopped; {@code ResponseObserver} sees the answer
 * of KMS, and {@code DriftDetector} compares.
 */
@NullMarked
package io.kmspolicy.interceptor;

import org.jspecify.annotations.NullMarked;
