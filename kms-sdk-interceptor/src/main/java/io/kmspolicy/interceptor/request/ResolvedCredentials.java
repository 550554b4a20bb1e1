package io.kmspolicy.interceptor.request;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
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
  private final AtomicReference<@Nullable Answer> answer;

  /** What a provider answered. */
  private interface Answer {
    CompletableFuture<? extends AwsCredentialsIdentity> get();
  }

  private ResolvedCredentials(IdentityProvider<AwsCredentialsIdentity> original, Answer answer) {
    this.original = original;
    this.answer = new AtomicReference<>(answer);
  }

  /** Asks a provider. */
  public static ResolvedCredentials of(IdentityProvider<AwsCredentialsIdentity> provider) {
    Answer answer;
    try {
      CompletableFuture<? extends AwsCredentialsIdentity> identity =
          provider.resolveIdentity(WITHOUT_PROPERTIES);
      answer = () -> identity;
    } catch (RuntimeException e) {
      answer =
          () -> {
            throw e;
          };
    }
    return new ResolvedCredentials(provider, answer);
  }

  /** The provider that resolved the credentials. */
  IdentityProvider<AwsCredentialsIdentity> original() {
    return original;
  }

  /** The credentials, if the provider has answered with some and the SDK has not asked yet. */
  public Optional<AwsCredentialsIdentity> credentials() {
    Answer first = answer.get();
    try {
      CompletableFuture<? extends AwsCredentialsIdentity> identity =
          first == null ? null : first.get();
      return identity != null && identity.isDone()
          ? Optional.ofNullable(identity.join())
          : Optional.empty();
    } catch (RuntimeException e) {
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
    Answer first = WITHOUT_PROPERTIES.equals(request) ? answer.getAndSet(null) : null;
    return first == null ? original.resolveIdentity(request) : first.get();
  }

  /** No credentials. */
  @Override
  public String toString() {
    return "ResolvedCredentials";
  }
}
