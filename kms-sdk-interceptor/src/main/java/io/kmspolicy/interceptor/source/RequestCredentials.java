package io.kmspolicy.interceptor.source;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The credentials with which a request will be signed.
 *
 * <p>The SDK resolves credentials after the hook, so this class resolves them from the provider of
 * the client or of the request. A provider that fetches credentials fetches them here, on the same
 * thread, and normally caches them for the SDK. The attribute is internal to the SDK: in a version
 * without it the caller is unknown and calls are undecided.
 */
final class RequestCredentials {

  private RequestCredentials() {}

  /** The credentials; empty if they cannot be resolved. */
  static Optional<AwsCredentialsIdentity> of(ExecutionAttributes attributes) {
    try {
      IdentityProviders providers =
          attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
      IdentityProvider<AwsCredentialsIdentity> provider =
          providers == null ? null : providers.identityProvider(AwsCredentialsIdentity.class);
      return provider == null ? Optional.empty() : resolved(provider);
    } catch (RuntimeException | LinkageError e) {
      // The SDK resolves them again and fails the call with its own message.
      return Optional.empty();
    }
  }

  private static Optional<AwsCredentialsIdentity> resolved(
      IdentityProvider<AwsCredentialsIdentity> provider) {
    CompletableFuture<? extends AwsCredentialsIdentity> identity = provider.resolveIdentity();
    return identity.isDone() ? Optional.ofNullable(identity.join()) : Optional.empty();
  }
}
