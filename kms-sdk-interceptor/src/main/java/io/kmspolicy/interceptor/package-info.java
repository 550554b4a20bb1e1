/**
 * The policy enforcement point for the AWS SDK for Java 2.x: an execution interceptor that asks the
 * engine before a KMS call leaves the process. Start at {@link
 * io.kmspolicy.interceptor.KmsPolicyInterceptor}.
 *
 * <p>The path of one call: {@code KmsPolicyInterceptor} hears of it; {@code CallJudge} makes a
 * {@code Call} of it; {@code CallAuthorizer} finds its checks, with the key from {@code
 * ResourceResolver}, the policies from {@code CallPolicies} and the condition keys from {@code
 * CallContext}; {@code CompiledDecider} decides; {@code Enforcement} says what becomes of the call;
 * {@code Answers} hears what KMS said, and {@code TruthCheck} compares.
 */
@NullMarked
package io.kmspolicy.interceptor;

import org.jspecify.annotations.NullMarked;
