package io.kmspolicy.interceptor.request;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/** The credentials provider of a call. */
public final class SigningCredentials {

  private SigningCredentials() {}

  /** The provider that the attributes of a call name; null if they name none. */
  static @Nullable Object providerIn(ExecutionAttributes attributes) {
    IdentityProviders providers =
        attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
    IdentityProvider<AwsCredentialsIdentity> provider =
        providers == null ? null : providers.identityProvider(AwsCredentialsIdentity.class);
    return provider instanceof ResolvedCredentials resolved ? resolved.original() : provider;
  }

  /**
   * Whether a request brings a credentials provider that the attributes of its call do not name: an
   * interceptor has put it into the request, and the SDK follows the request when it signs.
   */
  @SuppressWarnings("ReferenceEquality") // providers are compared by identity
  public static boolean areReplacedIn(SdkRequest request, ExecutionAttributes attributes) {
    Object brought =
        request instanceof AwsRequest aws
            ? aws.overrideConfiguration()
                .flatMap(own -> own.credentialsIdentityProvider())
                .orElse(null)
            : null;
    return brought != null && brought != providerIn(attributes);
  }
}
