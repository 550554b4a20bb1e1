package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.net.URI;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.KmsServiceClientConfiguration;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * The interceptor reads what is the same for all plain calls of a client once. These calls differ
 * from the plain call of the same client that was made before them, and have to be decided as what
 * they are.
 */
class PlainCallsTest {

  private static final EncryptRequest PLAIN =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final StaticCredentialsProvider OTHER =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOTHER", "secret"));

  private final RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
  private final KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build();

  private KmsClient client(
      Region region,
      Consumer<ClientOverrideConfiguration.Builder> overrides,
      Consumer<KmsClientBuilder> configuration) {
    KmsClientBuilder builder =
        KmsClient.builder()
            .httpClient(new InMemoryKms())
            .region(region)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .overrideConfiguration(
                o -> {
                  o.addExecutionInterceptor(interceptor);
                  overrides.accept(o);
                });
    configuration.accept(builder);
    return builder.build();
  }

  private KmsClient client() {
    return client(Region.US_WEST_2, o -> {}, b -> {});
  }

  private static EncryptRequest with(Consumer<AwsRequestOverrideConfiguration.Builder> own) {
    return PLAIN.toBuilder().overrideConfiguration(own).build();
  }

  private static void encrypt(KmsClient kms, EncryptRequest request) {
    var unused = kms.encrypt(request);
  }

  private AuthorizationRequest latest() {
    return authorizer.requests.get(authorizer.requests.size() - 1);
  }

  private ContextValue latest(String key) {
    return Fixtures.value(latest(), key);
  }

  @Test
  @DisplayName("Hints of one request hold for it alone, before and after plain calls")
  void hints_betweenPlainCalls_holdForTheirRequest() {
    try (KmsClient kms = client()) {
      EncryptRequest hinted =
          with(
              o ->
                  o.putExecutionAttribute(KmsPolicyAttributes.SOURCE_IP, "203.0.113.7")
                      .putExecutionAttribute(
                          KmsPolicyAttributes.CONTEXT,
                          RequestContext.builder().put("aws:PrincipalTag/team", "a").build()));
      for (int round = 0; round < 2; round++) {
        encrypt(kms, PLAIN);
        assertThat(latest("aws:sourceip")).isEqualTo(ContextValue.unknown());
        encrypt(kms, hinted);
        assertThat(latest("aws:sourceip")).isEqualTo(ContextValue.of("203.0.113.7"));
        assertThat(latest("aws:principaltag/team")).isEqualTo(ContextValue.of("a"));
      }
    }
  }

  @Test
  @DisplayName("Hints in the configuration of a client hold for each of its calls")
  void hints_ofAClient_holdForEachCall() {
    try (KmsClient kms =
        client(
            Region.US_WEST_2,
            o -> o.putExecutionAttribute(KmsPolicyAttributes.SOURCE_IP, "203.0.113.7"),
            b -> {})) {
      for (int round = 0; round < 2; round++) {
        encrypt(kms, PLAIN);
        assertThat(latest("aws:sourceip")).isEqualTo(ContextValue.of("203.0.113.7"));
      }
    }
  }

  @Test
  @DisplayName("A request with credentials of its own, or a plugin that brings some, is not judged")
  void otherCredentials_afterPlainCalls_areNotJudged() {
    SdkPlugin plugin =
        configuration ->
            ((KmsServiceClientConfiguration.Builder) configuration).credentialsProvider(OTHER);
    try (KmsClient kms = client()) {
      for (int round = 0; round < 2; round++) {
        encrypt(kms, PLAIN);
        encrypt(kms, with(o -> o.credentialsProvider(OTHER)));
        encrypt(kms, with(o -> o.addPlugin(plugin)));
      }
    }
    assertThat(interceptor.counts().calls(Decision.ALLOWED)).isEqualTo(2);
    assertThat(interceptor.counts().undecided()).isEqualTo(4);
  }

  @Test
  @DisplayName("A plugin that moves one request to another endpoint leaves its transport open")
  void otherEndpoint_ofOneRequest_isNotTheOneOfAws() {
    SdkPlugin plugin =
        configuration -> configuration.endpointOverride(URI.create("http://localhost:1"));
    try (KmsClient kms = client()) {
      encrypt(kms, PLAIN);
      assertThat(latest("aws:securetransport")).isEqualTo(ContextValue.of("true"));
      encrypt(kms, with(o -> o.addPlugin(plugin)));
      assertThat(latest("aws:securetransport")).isEqualTo(ContextValue.presentUnknown());
      encrypt(kms, PLAIN);
      assertThat(latest("aws:securetransport")).isEqualTo(ContextValue.of("true"));
    }
  }

  @Test
  @DisplayName("Clients of two Regions and of an endpoint of their own keep theirs")
  void clients_inTurns_haveTheirOwnSettings() {
    EncryptRequest byId = PLAIN.toBuilder().keyId(Fixtures.KEY_ID).build();
    try (KmsClient west = client();
        KmsClient china = client(Region.CN_NORTH_1, o -> {}, b -> {});
        KmsClient proxied =
            client(
                Region.US_WEST_2,
                o -> {},
                b -> b.endpointOverride(URI.create("http://localhost:1")))) {
      for (int round = 0; round < 2; round++) {
        encrypt(west, byId);
        assertThat(latest().resource().arn()).startsWith("arn:aws:kms:us-west-2:");
        assertThat(latest("aws:securetransport")).isEqualTo(ContextValue.of("true"));
        encrypt(china, byId);
        assertThat(latest().resource().arn()).startsWith("arn:aws-cn:kms:cn-north-1:");
        encrypt(proxied, byId);
        assertThat(latest("aws:securetransport")).isEqualTo(ContextValue.presentUnknown());
      }
    }
  }

  @Test
  @DisplayName("Calls left to a later hook are decided there, also after plain calls")
  void deferredCalls_afterPlainOnes_areDecided() {
    SdkPlugin harmless = configuration -> {};
    try (KmsClient kms = client()) {
      encrypt(kms, PLAIN);
      encrypt(kms, with(o -> o.addPlugin(harmless)));
      encrypt(kms, PLAIN);
    }
    assertThat(interceptor.counts().calls(Decision.ALLOWED)).isEqualTo(3);
    assertThat(interceptor.counts().failures()).isZero();
  }
}
