package io.kmspolicy.interceptor.request;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials provider of one call that has been asked: the SDK receives the answer when it
 * asks, and the original provider is not asked a second time. This holds for a failure, too, for
 * which a provider may have waited. Later questions, and questions for other credentials than those
 * of a call without identity properties, go to the original provider. Thread-safe.
 */
public final class ResolvedCredentials implements IdentityProvider<AwsCredentialsIdentity> {

  private static final ResolveIdentityRequest WITHOUT_PROPERTIES =
      ResolveIdentityRequest.builder().build();

  private final IdentityProvider<AwsCredentialsIdentity> original;
  private final Answer first;
  private final AtomicBoolean taken = new AtomicBoolean();

  /** What a provider answered. */
  private interface Answer {
    CompletableFuture<? extends AwsCredentialsIdentity> get();
  }

  private ResolvedCredentials(IdentityProvider<AwsCredentialsIdentity> original, Answer first) {
    this.original = original;
    this.first = first;
  }

  /** Asks a provider. */
  public static ResolvedCredentials of(IdentityProvider<AwsCredentialsIdentity> provider) {
    Answer answer;
    try {
      CompletableFuture<? extends AwsCredentialsIdentity> identity =
          provider.resolveIdentity(WITHOUT_PROPERTIES);
      answer = () -> identity;
    } catch (Throwable e) { // Also errors and, of other languages, checked exceptions.
      answer = () -> rethrown(e);
    }
    return new ResolvedCredentials(provider, answer);
  }

  /** Asks the provider of a call and takes its place there; null if the call names none. */
  public static @Nullable ResolvedCredentials in(ExecutionAttributes attributes) {
    IdentityProviders providers =
        attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
    IdentityProvider<AwsCredentialsIdentity> provider =
        providers == null ? null : providers.identityProvider(AwsCredentialsIdentity.class);
    if (provider == null) {
      return null;
    }
    ResolvedCredentials resolved = of(provider);
    attributes.putAttribute(
        SdkInternalExecutionAttribute.IDENTITY_PROVIDERS,
        providers.toBuilder().putIdentityProvider(resolved).build());
    return resolved;
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // the SDK receives what was thrown
  private static <T extends Throwable> CompletableFuture<? extends AwsCredentialsIdentity> rethrown(
      Throwable failure) throws T {
    throw (T) failure;
  }

  /** The provider that resolved the credentials. */
  IdentityProvider<AwsCredentialsIdentity> original() {
    return original;
  }

  /** The credentials, if the provider has answered with some and the SDK has not asked yet. */
  public Optional<AwsCredentialsIdentity> credentials() {
    return taken.get() ? Optional.empty() : answered();
  }

  /** The access key of the answer; null if the provider has not answered with one. */
  @Nullable String accessKeyId() {
    return answered().map(AwsCredentialsIdentity::accessKeyId).orElse(null);
  }

  private Optional<AwsCredentialsIdentity> answered() {
    try {
      CompletableFuture<? extends AwsCredentialsIdentity> identity = first.get();
      return identity != null && identity.isDone()
          ? Optional.ofNullable(identity.join())
          : Optional.empty();
    } catch (Throwable e) {
      return Optional.empty(); // The SDK fails the call with it.
    }
  }

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  @Override
  public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(
      ResolveIdentityRequest request) {
    return WITHOUT_PROPERTIES.equals(request) && taken.compareAndSet(false, true)
        ? first.get()
        : original.resolveIdentity(request);
  }

  /** No credentials. */
  @Override
  public String toString() {
    return "ResolvedCredentials";
  }
}
