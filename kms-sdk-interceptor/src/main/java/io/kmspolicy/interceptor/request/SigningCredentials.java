package io.kmspolicy.interceptor.request;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SelectedAuthScheme;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The credentials of a call: those that its provider supplies, and those that the call has already.
 *
 * <p>Older SDKs ask the provider in an interceptor of their own, before all others. Newer ones ask
 * it when the hooks for the request have run; a call that has credentials before that was given
 * them by another interceptor or by an execution attribute of its client, and the SDK signs with
 * them.
 */
public final class SigningCredentials {

  /** Whether the SDK has the interceptor that asks the provider before all others. */
  private static final boolean ASKED_BEFORE =
      exists("software.amazon.awssdk.services.kms.auth.scheme.internal.KmsAuthSchemeInterceptor");

  private SigningCredentials() {}

  private static boolean exists(String type) {
    try {
      var unused = Class.forName(type, false, SigningCredentials.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The provider that the attributes of a call name; null if they name none. */
  static @Nullable Object providerIn(ExecutionAttributes attributes) {
    IdentityProvider<AwsCredentialsIdentity> provider = namedIn(attributes);
    return provider instanceof ResolvedCredentials resolved ? resolved.original() : provider;
  }

  private static @Nullable IdentityProvider<AwsCredentialsIdentity> namedIn(
      ExecutionAttributes attributes) {
    IdentityProviders providers =
        attributes.getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS);
    return providers == null ? null : providers.identityProvider(AwsCredentialsIdentity.class);
  }

  /** The credentials that the SDK has resolved for the call; null if it resolves them later. */
  public static @Nullable AwsCredentialsIdentity resolvedBefore(ExecutionAttributes attributes) {
    return ASKED_BEFORE ? chosen(attributes) : null;
  }

  private static @Nullable AwsCredentialsIdentity chosen(ExecutionAttributes attributes) {
    SelectedAuthScheme<?> selected =
        attributes.getAttribute(SdkInternalExecutionAttribute.SELECTED_AUTH_SCHEME);
    return selected != null
            && selected.identity().isDone()
            && !selected.identity().isCompletedExceptionally()
            && selected.identity().join() instanceof AwsCredentialsIdentity credentials
        ? credentials
        : null;
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

  /** The access key that a call was given in place of its provider's; null if it was given none. */
  static @Nullable String givenKey(ExecutionAttributes attributes) {
    AwsCredentialsIdentity given = ASKED_BEFORE ? null : chosen(attributes);
    return given == null || given.accessKeyId() == null ? null : given.accessKeyId();
  }

  /**
   * Whether a call was given other credentials than those of its provider. The provider is asked if
   * the call has any: before the call is signed, that is so only if it was given some.
   */
  static boolean areGivenIn(ExecutionAttributes attributes) {
    String given = givenKey(attributes);
    return given != null && !given.equals(providersKey(attributes));
  }

  /**
   * The access key with which the SDK is about to sign a call; null if that is not known. If nobody
   * has asked the provider of the call, it is asked, and the SDK receives the answer.
   */
  public static @Nullable String keyOf(ExecutionAttributes attributes) {
    if (ASKED_BEFORE) {
      AwsCredentialsIdentity chosen = chosen(attributes);
      return chosen == null ? null : chosen.accessKeyId();
    }
    String given = givenKey(attributes);
    if (given != null) {
      return given;
    }
    ResolvedCredentials resolved =
        namedIn(attributes) instanceof ResolvedCredentials known
            ? known
            : ResolvedCredentials.in(attributes);
    return resolved == null ? null : resolved.accessKeyId();
  }

  /** The access key of the provider of a call; null if the provider does not supply one at once. */
  static @Nullable String providersKey(ExecutionAttributes attributes) {
    IdentityProvider<AwsCredentialsIdentity> provider = namedIn(attributes);
    if (provider == null) {
      return null;
    }
    return provider instanceof ResolvedCredentials resolved
        ? resolved.accessKeyId()
        : ResolvedCredentials.of(provider).accessKeyId();
  }
}
