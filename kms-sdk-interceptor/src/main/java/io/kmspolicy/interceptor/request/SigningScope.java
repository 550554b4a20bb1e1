package io.kmspolicy.interceptor.request;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.regions.Region;

/**
 * The Region and the credentials provider of a call when it was decided: another interceptor can
 * replace both until the call is signed.
 */
public final class SigningScope {

  private final @Nullable Region region;
  private final @Nullable Object credentials;

  private SigningScope(@Nullable Region region, @Nullable Object credentials) {
    this.region = region;
    this.credentials = credentials;
  }

  /** What a call has now. */
  public static SigningScope of(ExecutionAttributes attributes) {
    return new SigningScope(
        attributes.getAttribute(AwsExecutionAttribute.AWS_REGION),
        SigningCredentials.providerIn(attributes));
  }

  /** Whether a call still has the same. */
  @SuppressWarnings("ReferenceEquality") // providers are compared by identity
  public boolean isOf(ExecutionAttributes attributes) {
    SigningScope now = of(attributes);
    return region != null && region.equals(now.region) && credentials == now.credentials;
  }
}
