package io.kmspolicy.interceptor.request;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The part of a client's configuration that bears on its calls: its interceptors and its
 * credentials provider. Immutable.
 */
public final class ClientProfile {

  /** The profile of a client whose configuration cannot be read. */
  static final ClientProfile UNREADABLE = new ClientProfile(false, null);

  private static final String SDK = "software.amazon.awssdk.";

  /** By name: this package does not depend on these classes. */
  private static final Set<String> OWN =
      Set.of(
          "io.kmspolicy.interceptor.KmsPolicyInterceptor",
          "io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor");

  private final boolean alone;

  /** Weak: a strong reference could lead back to the client, which then would never be freed. */
  private final @Nullable WeakReference<Object> credentials;

  private ClientProfile(boolean alone, @Nullable Object credentials) {
    this.alone = alone;
    this.credentials = credentials == null ? null : new WeakReference<>(credentials);
  }

  /** Reads the configuration of a client. */
  static ClientProfile of(SdkClient client) {
    try {
      SdkServiceClientConfiguration configuration = client.serviceClientConfiguration();
      Object credentials =
          configuration instanceof AwsServiceClientConfiguration aws
              ? aws.credentialsProvider()
              : null;
      return new ClientProfile(
          isAlone(configuration.overrideConfiguration().executionInterceptors()), credentials);
    } catch (RuntimeException | LinkageError e) {
      return UNREADABLE; // Such as the default of `SdkClient`, which is not supported.
    }
  }

  /** A list without an interceptor of this library is not the list of the client's calls. */
  private static boolean isAlone(List<ExecutionInterceptor> interceptors) {
    boolean own = false;
    for (ExecutionInterceptor interceptor : interceptors) {
      String name = interceptor.getClass().getName();
      if (OWN.contains(name)) {
        own = true;
      } else if (!name.startsWith(SDK)) {
        return false;
      }
    }
    return own;
  }

  /**
   * Whether all interceptors of the client are known to belong to the SDK or to this library. Then
   * nothing changes a request between {@code beforeExecution} and its transmission, unless the
   * request carries plugins.
   */
  public boolean isAlone() {
    return alone;
  }

  /** Whether a call is signed with the credentials of its client; false if that is not known. */
  public boolean signsWithOwnCredentials(ExecutionAttributes attributes) {
    if (credentials == null) {
      return false;
    }
    IdentityProviders providers =
        attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
    return providers != null
        && credentials.refersTo(original(providers.identityProvider(AwsCredentialsIdentity.class)));
  }

  private static @Nullable Object original(@Nullable IdentityProvider<?> provider) {
    return provider instanceof ResolvedCredentials resolved ? resolved.original() : provider;
  }
}
