package io.kmspolicy.interceptor.request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials provider of one call whose credentials have been resolved: the SDK receives them
 * when it asks, and does not resolve them a second time. Later questions go to the original
 * provider. Thread-safe.
 */
public final class ResolvedCredentials implements IdentityProvider<AwsCredentialsIdentity> {

  private final IdentityProvider<AwsCredentialsIdentity> original;
  private final AtomicReference<@Nullable AwsCredentialsIdentity> resolved;

  public ResolvedCredentials(
      IdentityProvider<AwsCredentialsIdentity> original, AwsCredentialsIdentity resolved) {
    this.original = original;
    this.resolved = new AtomicReference<>(resolved);
  }

  /** The provider that resolved the credentials. */
  IdentityProvider<AwsCredentialsIdentity> original() {
    return original;
  }

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  @Override
  public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(
      ResolveIdentityRequest request) {
    AwsCredentialsIdentity first = resolved.getAndSet(null);
    return first == null
        ? original.resolveIdentity(request)
        : CompletableFuture.completedFuture(first);
  }

  /** No credentials. */
  @Override
  public String toString() {
    return "ResolvedCredentials";
  }
}
