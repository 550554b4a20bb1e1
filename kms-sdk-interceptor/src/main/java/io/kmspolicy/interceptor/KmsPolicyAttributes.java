package io.kmspolicy.interceptor;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.LetterCase;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/**
 * Execution attributes by which a caller controls the interceptor for a single request.
 *
 * <pre>{@code
 * kms.decrypt(r -> r.ciphertextBlob(blob)
 *     .overrideConfiguration(o -> o.putExecutionAttribute(KmsPolicyAttributes.BYPASS, true)));
 * }</pre>
 */
public final class KmsPolicyAttributes {

  /** If true, the request is sent, whatever the decision. */
  public static final ExecutionAttribute<Boolean> BYPASS =
      UniqueName.of("KmsPolicyBypass", ExecutionAttribute::new);

  /** The source address of the request, as AWS sees it: {@code aws:SourceIp}. */
  public static final ExecutionAttribute<String> SOURCE_IP =
      UniqueName.of("KmsPolicySourceIp", ExecutionAttribute::new);

  /** The VPC endpoint that the request goes through: {@code aws:SourceVpce}. */
  public static final ExecutionAttribute<String> VPC_ENDPOINT_ID =
      UniqueName.of("KmsPolicyVpcEndpointId", ExecutionAttribute::new);

  /** Any condition keys, in place of the values that the builder states. */
  public static final ExecutionAttribute<RequestContext> CONTEXT =
      UniqueName.of("KmsPolicyContext", ExecutionAttribute::new);

  private KmsPolicyAttributes() {}

  /** The stated condition keys of a request: those for all requests, overridden by its own. */
  static RequestContext stated(RequestContext forAll, ExecutionAttributes attributes) {
    String sourceIp = attributes.getAttribute(SOURCE_IP);
    String endpoint = attributes.getAttribute(VPC_ENDPOINT_ID);
    RequestContext own = attributes.getAttribute(CONTEXT);
    if (sourceIp == null && endpoint == null && own == null) {
      return forAll;
    }
    RequestContext.Builder stated = forAll.toBuilder();
    set(stated, "aws:SourceIp", sourceIp);
    set(stated, "aws:SourceVpce", endpoint);
    if (own != null) {
      for (String key : own.spellings()) {
        stated.set(key, own.get(LetterCase.lowerCase(key)));
      }
    }
    return stated.build();
  }

  private static void set(RequestContext.Builder stated, String key, @Nullable String value) {
    if (value != null) {
      stated.set(key, ContextValue.of(value));
    }
  }

  static boolean isBypassed(ExecutionAttributes attributes) {
    return Boolean.TRUE.equals(attributes.getAttribute(BYPASS));
  }
}
