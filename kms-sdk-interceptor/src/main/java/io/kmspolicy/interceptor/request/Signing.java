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
   * Whether the SDK signs a call itself, with the credentials of the call. A signer or an
   * authentication scheme of the user's own may sign with others.
   */
  public static boolean isOfSdk(SdkRequest request, ExecutionAttributes attributes) {
    return !bringsSigner(request)
        && !Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.SIGNER_OVERRIDDEN))
        && areOfSdk(attributes.getAttribute(SdkInternalExecutionAttribute.AUTH_SCHEMES));
  }

  /** Whether a request brings a signer of its own. */
  private static boolean bringsSigner(SdkRequest request) {
    return request.overrideConfiguration().map(own -> own.signer().isPresent()).orElse(false);
  }

  private static boolean areOfSdk(@Nullable Map<String, AuthScheme<?>> schemes) {
    if (schemes != null) {
      for (AuthScheme<?> scheme : schemes.values()) {
        if (!scheme.getClass().getName().startsWith(ClientProfile.SDK)) {
          return false;
        }
      }
    }
    return true;
  }
}
