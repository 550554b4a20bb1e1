package io.kmspolicy.interceptor.source;

import io.kmspolicy.interceptor.request.ResolvedCredentials;
import io.kmspolicy.interceptor.request.SigningCredentials;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The credentials with which a request will be signed, resolved once a call.
 *
 * <p>Older SDKs resolve them in an interceptor of their own, before the hook; then these are the
 * credentials. Newer ones resolve them after the hook. Then this class resolves them, on the same
 * thread, and the SDK receives them from {@link ResolvedCredentials}. The attributes are internal
 * to the SDK: in a version without them the caller is unknown and calls are undecided.
 */
final class RequestCredentials {

  private RequestCredentials() {}

  /** The credentials; empty if they cannot be resolved, or if the request is not to be signed. */
  static Optional<AwsCredentialsIdentity> of(ExecutionAttributes attributes) {
    try {
      AwsCredentialsIdentity before = SigningCredentials.resolvedBefore(attributes);
      return (before == null ? resolved(attributes) : Optional.of(before))
          .filter(credentials -> !isAnonymous(credentials));
    } catch (RuntimeException | LinkageError e) {
      // The SDK fails the call with its own message.
      return Optional.empty();
    }
  }

  /** The SDK's anonymous credentials have null in place of both texts. */
  private static boolean isAnonymous(AwsCredentialsIdentity credentials) {
    return Objects.isNull(credentials.accessKeyId());
  }

  private static Optional<AwsCredentialsIdentity> resolved(ExecutionAttributes attributes) {
    ResolvedCredentials resolved = ResolvedCredentials.in(attributes);
    return resolved == null ? Optional.empty() : resolved.credentials();
  }
}
