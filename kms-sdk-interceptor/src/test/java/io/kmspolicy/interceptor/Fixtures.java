package io.kmspolicy.interceptor;

import io.kmspolicy.directory.Examples;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.ClientEndpointProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.endpoints.KmsEndpointProvider;

/** What the tests of the interceptor have in common. */
public final class Fixtures {

  public static final String ACCOUNT = Examples.ACCOUNT;
  public static final String REGION = Examples.REGION;
  public static final String KEY_ID = Examples.KEY_ID;
  public static final String OTHER_ID = Examples.OTHER_ID;
  public static final String MRK_ID = Examples.MRK_ID;
  public static final String KEY_ARN = Examples.KEY_ARN;
  public static final String OTHER_ARN = Examples.OTHER_ARN;
  public static final String FOREIGN_ARN = Examples.FOREIGN_ARN;
  public static final String ALIAS = Examples.ALIAS;
  public static final KmsResource KEY = Examples.KEY;
  public static final KmsResource UNKNOWN_KEY = Examples.UNKNOWN_KEY;
  public static final SdkBytes BYTES = SdkBytes.fromUtf8String("bytes");

  public static final Caller CALLER = Examples.CALLER;

  public static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));

  private Fixtures() {}

  /** The context of the hooks after a call. */
  public static InterceptorContext context(SdkRequest request) {
    return InterceptorContext.builder().request(request).build();
  }

  public static String arn(String resource) {
    return Examples.arn(resource);
  }

  public static InterceptorBuilder interceptor(RecordingAuthorizer authorizer) {
    return KmsPolicyInterceptor.builder()
        .authorizer(authorizer)
        .caller(CALLER)
        .source(PolicySource.unknown());
  }

  /** A source that answers with the layers of a function's set, new objects each time. */
  public static PolicySource source(BiFunction<Caller, KmsResource, PolicySet> policies) {
    return Examples.source(policies);
  }

  /** A source that answers with the layers of one set. */
  public static PolicySource source(PolicySet policies) {
    return Examples.source((caller, resource) -> policies);
  }

  public static PolicySet allUnknown() {
    return Examples.allUnknown();
  }

  /** The clients of {@link #attributes}, on which no other interceptor stands. */
  private static final Map<Region, KmsClient> CLIENTS = new ConcurrentHashMap<>();

  private static KmsPolicyInterceptor onClient() {
    return interceptor(RecordingAuthorizer.answering(Decision.INDETERMINATE)).build();
  }

  /** A client that is never called. */
  public static KmsClient client(Consumer<ClientOverrideConfiguration.Builder> configuration) {
    return client(Region.US_WEST_2, configuration);
  }

  private static KmsClient client(
      Region region, Consumer<ClientOverrideConfiguration.Builder> configuration) {
    return KmsClient.builder()
        .httpClient(new InMemoryKms())
        .region(region)
        .credentialsProvider(CREDENTIALS)
        .overrideConfiguration(configuration)
        .build();
  }

  public static ExecutionAttributes attributes(SdkRequest request, Region region) {
    String name = request.getClass().getSimpleName();
    return attributes(name.substring(0, name.length() - "Request".length()), region);
  }

  /** The attributes of a call that is signed with the credentials of its client. */
  @SuppressWarnings("deprecation") // Older SDKs have no other attribute for the endpoint.
  public static ExecutionAttributes attributes(String operation, Region region) {
    ExecutionAttributes attributes =
        new ExecutionAttributes()
            .putAttribute(SdkExecutionAttribute.SERVICE_NAME, "Kms")
            .putAttribute(SdkExecutionAttribute.OPERATION_NAME, operation)
            .putAttribute(AwsExecutionAttribute.AWS_REGION, region)
            .putAttribute(
                SdkInternalExecutionAttribute.SDK_CLIENT,
                CLIENTS.computeIfAbsent(
                    region, where -> client(where, o -> o.addExecutionInterceptor(onClient()))))
            .putAttribute(
                SdkInternalExecutionAttribute.IDENTITY_PROVIDERS,
                IdentityProviders.builder().putIdentityProvider(CREDENTIALS).build())
            .putAttribute(
                SdkInternalExecutionAttribute.ENDPOINT_PROVIDER,
                KmsEndpointProvider.defaultProvider());
    try {
      return ClientEndpoint.put(attributes, region);
    } catch (LinkageError e) { // An SDK that does not derive the next attribute from it.
      return attributes.putAttribute(SdkExecutionAttribute.ENDPOINT_OVERRIDDEN, false);
    }
  }

  private static final class ClientEndpoint {
    static ExecutionAttributes put(ExecutionAttributes attributes, Region region) {
      return attributes.putAttribute(
          SdkInternalExecutionAttribute.CLIENT_ENDPOINT_PROVIDER,
          ClientEndpointProvider.create(
              URI.create("https://kms." + region.id() + ".amazonaws.com"), false));
    }
  }

  public static ExecutionAttributes attributes(SdkRequest request) {
    return attributes(request, Region.US_WEST_2);
  }

  /** What the interceptor asks about a request, in order. */
  public static List<AuthorizationRequest> asked(SdkRequest request) {
    return asked(request, KeyDirectory.empty());
  }

  public static List<AuthorizationRequest> asked(SdkRequest request, KeyDirectory keys) {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    KmsPolicyInterceptor interceptor = interceptor(authorizer).keys(keys).build();
    interceptor.beforeExecution(() -> request, attributes(request));
    if (interceptor.counts().failures() > 0) {
      throw new AssertionError("the interceptor failed");
    }
    return authorizer.requests;
  }

  public static ContextValue value(AuthorizationRequest request, String key) {
    return request.context().get(key.toLowerCase(Locale.ROOT));
  }

  /** A directory that knows one symmetric key with the alias {@code alias/app}. */
  public static KeyDirectory directory() {
    return directory(
        new KeyMetadata(
            (KmsResource.Key) KEY,
            KeyManager.CUSTOMER,
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            "AWS_KMS",
            ""));
  }

  public static KeyDirectory directory(KeyMetadata metadata) {
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
