package io.kmspolicy.interceptor.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/**
 * The Region and the credentials of a call when it was decided: another interceptor can replace
 * both until the call is signed.
 */
public final class SigningScope {

  private final @Nullable Region region;
  private final @Nullable Object credentials;
  private final @Nullable String givenKey;
  private final boolean alone;

  private SigningScope(ExecutionAttributes attributes, @Nullable String givenKey, boolean alone) {
    this.region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    this.credentials = SigningCredentials.providerIn(attributes);
    this.givenKey = givenKey;
    this.alone = alone;
  }

  /** What a call has now. */
  public static SigningScope of(
      SdkRequest request, ExecutionAttributes attributes, ClientProfile client) {
    return new SigningScope(
        attributes,
        SigningCredentials.givenKey(attributes),
        client.isAlone() && !ClientProfiles.carriesPlugins(request));
  }

  /**
   * Whether a call is signed with the same. If another interceptor can have replaced the
   * credentials, the provider of the call is asked for those that it should be signed with. A
   * request without a signature of version 4 is one that somebody else signs, such as a gateway.
   *
   * @param signed the signed request; null if it cannot be seen
   */
  @SuppressWarnings("ReferenceEquality") // providers are compared by identity
  public boolean isOf(ExecutionAttributes attributes, @Nullable SdkHttpRequest signed) {
    return region != null
        && region.equals(attributes.getAttribute(AwsExecutionAttribute.AWS_REGION))
        && credentials == SigningCredentials.providerIn(attributes)
        && (alone || signed == null || isSignedAlike(Signature.of(signed), region, attributes));
  }

  private boolean isSignedAlike(
      Optional<Signature> signature, Region decided, ExecutionAttributes attributes) {
    return signature.isPresent()
        && signature.get().region().equals(decided.id())
        && signature
            .get()
            .accessKeyId()
            .equals(givenKey == null ? SigningCredentials.providersKey(attributes) : givenKey);
  }
}
