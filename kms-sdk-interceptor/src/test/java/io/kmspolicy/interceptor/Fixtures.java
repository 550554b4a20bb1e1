package io.kmspolicy.interceptor;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.ClientEndpointProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/** What the tests of the interceptor have in common. */
final class Fixtures {

  static final String ACCOUNT = "111122223333";
  static final String REGION = "us-west-2";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String OTHER_ID = "0987dcba-09fe-87dc-65ba-ab0987654321";
  static final String MRK_ID = "mrk-1234abcd12ab34cd56ef1234567890ab";
  static final String KEY_ARN = arn("key/" + KEY_ID);
  static final String OTHER_ARN = arn("key/" + OTHER_ID);
  static final String FOREIGN_ARN = "arn:aws:kms:us-west-2:444455556666:key/" + KEY_ID;
  static final String ALIAS = "alias/app";
  static final KmsResource KEY = KmsResource.parse(KEY_ARN);
  static final KmsResource UNKNOWN_KEY = new KmsResource.UnknownKey("aws", REGION);
  static final SdkBytes BYTES = SdkBytes.fromUtf8String("bytes");

  static final Caller CALLER =
      ((Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1"))
          .ofRole("arn:aws:iam::111122223333:role/team/App");

  static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));

  private Fixtures() {}

  /** The context of the hooks after a call. */
  static InterceptorContext context(SdkRequest request) {
    return InterceptorContext.builder().request(request).build();
  }

  static String arn(String resource) {
    return "arn:aws:kms:" + REGION + ":" + ACCOUNT + ":" + resource;
  }

  static InterceptorBuilder interceptor(RecordingAuthorizer authorizer) {
    return KmsPolicyInterceptor.builder()
        .authorizer(authorizer)
        .caller(CALLER)
        .policies((caller, resource) -> allUnknown());
  }

  static PolicySet allUnknown() {
    return new PolicySet(
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        OrganizationLayer.unknown(),
        OrganizationLayer.unknown(),
        PolicyLayer.unknown(),
        GrantLayer.unknown(),
        PolicyLayer.unknown());
  }

  static ExecutionAttributes attributes(SdkRequest request, Region region) {
    String name = request.getClass().getSimpleName();
    return new ExecutionAttributes()
        .putAttribute(SdkExecutionAttribute.SERVICE_NAME, "Kms")
        .putAttribute(
            SdkExecutionAttribute.OPERATION_NAME,
            name.substring(0, name.length() - "Request".length()))
        .putAttribute(AwsExecutionAttribute.AWS_REGION, region)
        .putAttribute(
            SdkInternalExecutionAttribute.CLIENT_ENDPOINT_PROVIDER,
            ClientEndpointProvider.create(
                URI.create("https://kms." + region.id() + ".amazonaws.com"), false));
  }

  static ExecutionAttributes attributes(SdkRequest request) {
    return attributes(request, Region.US_WEST_2);
  }

  /** What the interceptor asks about a request, in order. */
  static List<AuthorizationRequest> asked(SdkRequest request) {
    return asked(request, KeyDirectory.empty());
  }

  static List<AuthorizationRequest> asked(SdkRequest request, KeyDirectory keys) {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    KmsPolicyInterceptor interceptor = interceptor(authorizer).keys(keys).build();
    interceptor.beforeExecution(() -> request, attributes(request));
    if (interceptor.counts().failures() > 0) {
      throw new AssertionError("the interceptor failed");
    }
    return authorizer.requests;
  }

  static ContextValue value(AuthorizationRequest request, String key) {
    return request.context().get(key.toLowerCase(Locale.ROOT));
  }

  /** A directory that knows one symmetric key with the alias {@code alias/app}. */
  static KeyDirectory directory() {
    return directory(
        new KeyMetadata(
            (KmsResource.Key) KEY,
            KeyManager.CUSTOMER,
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            "AWS_KMS",
            ""));
  }

  static KeyDirectory directory(KeyMetadata metadata) {
    KmsResource.Key key = metadata.key();
    Map<KmsResource, KmsResource.Key> aliases = Map.of(KmsResource.parse(arn(ALIAS)), key);
    return new KeyDirectory() {
      @Override
      public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
        return Optional.ofNullable(aliases.get(alias));
      }

      @Override
      public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
        return Optional.of(key)
            .filter(known -> known.keyId().equals(keyId) && known.region().equals(region));
      }

      @Override
      public Optional<KeyMetadata> metadata(KmsResource.Key asked) {
        return Optional.of(metadata).filter(known -> known.key().equals(asked));
      }
    };
  }
}
