package io.kmspolicy.interceptor.request;

import io.kmspolicy.model.catalogue.Partition;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.endpoints.EndpointProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.endpoints.KmsEndpointProvider;

/**
 * Where a call goes, as its client is configured.
 *
 * @param region the Region of the endpoint
 * @param partition the partition of the Region
 * @param awsEndpoint whether the endpoint is the one of AWS, and not the user's own
 */
public record CallSettings(Region region, String partition, boolean awsEndpoint) {

  /** The SDK's own implementation: it finds endpoints of AWS, all of which use TLS. */
  private static final Class<?> AWS_ENDPOINTS = KmsEndpointProvider.defaultProvider().getClass();

  /**
   * The settings of a call.
   *
   * @param similar settings of the same client, which are returned if the call has the same
   * @return null if the Region of the call is not known: an endpoint provider of the user's own may
   *     send the call to another Region than that of its client, and so may an endpoint of the
   *     user's own if the user also chooses the Region of the signature
   */
  static @Nullable CallSettings of(
      SdkRequest request, ExecutionAttributes attributes, @Nullable CallSettings similar) {
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    EndpointProvider provider =
        attributes.getAttribute(SdkInternalExecutionAttribute.ENDPOINT_PROVIDER);
    if (region == null || (provider != null && provider.getClass() != AWS_ENDPOINTS)) {
      return null;
    }
    boolean awsEndpoint = provider != null && !isOverridden(attributes);
    if (!awsEndpoint && !Signing.areSchemesOfSdk(request, attributes)) {
      return null;
    }
    return similar != null && similar.region.equals(region) && similar.awsEndpoint == awsEndpoint
        ? similar
        : new CallSettings(region, Partition.ofRegion(region.id()), awsEndpoint);
  }

  @SuppressWarnings("deprecation") // The attribute that took its place is internal to the SDK.
  private static boolean isOverridden(ExecutionAttributes attributes) {
    return Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.ENDPOINT_OVERRIDDEN));
  }
}
