package io.kmspolicy.interceptor.source;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The credentials that a request is going to be signed with.
 *
 * <p>They are asked of the client's own provider, or of the request's: the SDK resolves them only
 * after the hook. A provider that has to fetch them does so here instead of there, on the same
 * thread; providers hold what they fetched. The attribute is internal to the SDK: where a version
 * lacks it, the caller is not known and its calls are left undecided.
 */
final class RequestCredentials {

  private RequestCredentials() {}

  /** The credentials; empty if they are not at hand. */
  static Optional<AwsCredentialsIdentity> of(ExecutionAttributes attributes) {
    try {
      IdentityProviders providers =
          attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
      IdentityProvider<AwsCredentialsIdentity> provider =
          providers == null ? null : providers.identityProvider(AwsCredentialsIdentity.class);
      return provider == null ? Optional.empty() : resolved(provider);
    } catch (RuntimeException | LinkageError e) {
      // Credentials that cannot be resolved fail the call itself, with the SDK's own message.
      return Optional.empty();
    }
  }

  private static Optional<AwsCredentialsIdentity> resolved(
      IdentityProvider<AwsCredentialsIdentity> provider) {
    CompletableFuture<? extends AwsCredentialsIdentity> identity = provider.resolveIdentity();
    return identity.isDone() ? Optional.ofNullable(identity.join()) : Optional.empty();
  }
}
