package io.kmspolicy.interceptor.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;

/** How a call is signed. */
public final class Signing {

  private Signing() {}

  /**
   * Whether the SDK signs a call itself, with the credentials that the attributes name and for the
   * Region of the call. A signer or an authentication scheme of the user's own may sign with
   * others, and so may the SDK if a provider of the user's own chooses the scheme: it can set the
   * Region, ask the credentials provider for those of a tenant, or choose no credentials.
   */
  public static boolean isOfSdk(SdkRequest request, ExecutionAttributes attributes) {
    return areSchemesOfSdk(request, attributes)
        && !SigningCredentials.areReplacedIn(request, attributes)
        && !SigningCredentials.areGivenIn(attributes);
  }

  /** Whether the SDK chooses how a call is signed, and for which Region. */
  static boolean areSchemesOfSdk(SdkRequest request, ExecutionAttributes attributes) {
    return !bringsSigner(request)
        && !Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.SIGNER_OVERRIDDEN))
        && isOfSdk(attributes.getAttribute(SdkInternalExecutionAttribute.AUTH_SCHEME_RESOLVER))
        && areOfSdk(attributes.getAttribute(SdkInternalExecutionAttribute.AUTH_SCHEMES));
  }

  private static boolean isOfSdk(@Nullable Object part) {
    return part == null || part.getClass().getName().startsWith(ClientProfile.SDK);
  }

  /** Whether a request brings a signer of its own. */
  private static boolean bringsSigner(SdkRequest request) {
    return request.overrideConfiguration().map(own -> own.signer().isPresent()).orElse(false);
  }

  private static boolean areOfSdk(@Nullable Map<String, AuthScheme<?>> schemes) {
    if (schemes != null) {
      for (AuthScheme<?> scheme : schemes.values()) {
        if (!isOfSdk(scheme)) {
          return false;
        }
      }
    }
    return true;
  }
}
