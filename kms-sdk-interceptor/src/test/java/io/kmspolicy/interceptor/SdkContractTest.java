package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.ClientProfiles;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsAsyncClientBuilder;
import software.amazon.awssdk.services.kms.KmsBaseClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.KmsServiceClientConfiguration;
import software.amazon.awssdk.services.kms.endpoints.KmsEndpointProvider;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** The parts of the SDK, some internal to it, on which the interceptor depends. */
class SdkContractTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final StaticCredentialsProvider OTHER =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOTHER", "secret"));

  private final RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
  private final KmsPolicyInterceptor own = Fixtures.interceptor(authorizer).build();
  private final List<ExecutionAttributes> seen = new ArrayList<>();

  /** Keeps the attributes of each call. */
  private final ExecutionInterceptor recorder =
      new ExecutionInterceptor() {
        @Override
        public void beforeExecution(
            Context.BeforeExecution context, ExecutionAttributes attributes) {
          seen.add(attributes);
        }
      };

  private <B extends KmsBaseClientBuilder<B, ?>> B configured(B builder) {
    return builder.region(Region.US_WEST_2).credentialsProvider(Fixtures.CREDENTIALS);
  }

  private void call(EncryptRequest request, boolean async, ExecutionInterceptor... others) {
    if (async) {
      KmsAsyncClientBuilder builder =
          configured(KmsAsyncClient.builder()).httpClient(new InMemoryKms());
      try (KmsAsyncClient client =
          builder
              .overrideConfiguration(
                  o -> {
                    o.addExecutionInterceptor(own);
                    List.of(others).forEach(o::addExecutionInterceptor);
                  })
              .build()) {
        var unused = client.encrypt(request).join();
      }
      return;
    }
    KmsClientBuilder builder = configured(KmsClient.builder()).httpClient(new InMemoryKms());
    try (KmsClient client =
        builder
            .overrideConfiguration(
                o -> {
                  o.addExecutionInterceptor(own);
                  List.of(others).forEach(o::addExecutionInterceptor);
                })
            .build()) {
      var unused = client.encrypt(request);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("SDK_CLIENT, IDENTITY_PROVIDERS and ENDPOINT_PROVIDER are set in beforeExecution")
  void attributes_beforeExecution_areSet(boolean async) {
    call(ENCRYPT, async, recorder);
    ExecutionAttributes attributes = seen.get(0);
    assertThat(attributes.getAttribute(SdkInternalExecutionAttribute.SDK_CLIENT)).isNotNull();
    assertThat(
            attributes
                .getAttribute(SdkInternalExecutionAttribute.IDENTITY_PROVIDERS)
                .identityProvider(AwsCredentialsIdentity.class))
        .isSameAs(Fixtures.CREDENTIALS);
    assertThat(attributes.getAttribute(SdkInternalExecutionAttribute.ENDPOINT_PROVIDER))
        .hasSameClassAs(KmsEndpointProvider.defaultProvider());
    ClientProfile profile = new ClientProfiles().of(attributes);
    assertThat(profile.isAlone()).isFalse();
    assertThat(profile.signsWithOwnCredentials(ENCRYPT, attributes)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("Without other interceptors the interceptor is alone on its client")
  void clientWithoutOthers_isAlone(boolean async) {
    DecisionRecorder listener = new DecisionRecorder();
    own.observe(decision -> listener.calls++);
    call(ENCRYPT, async);
    assertThat(listener.calls).isOne();
    assertThat(own.counts().changed()).isZero();
    assertThat(own.counts().undecided()).isZero();
  }

  private static final class DecisionRecorder {
    private int calls;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A request with credentials of its own has an unknown caller")
  void requestWithCredentials_hasAnUnknownCaller(boolean async) {
    call(
        ENCRYPT.toBuilder().overrideConfiguration(o -> o.credentialsProvider(OTHER)).build(),
        async);
    assertThat(own.counts().undecided()).isOne();
    assertThat(authorizer.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A request whose plugin brings other credentials has an unknown caller")
  void requestWithPluginOfCredentials_hasAnUnknownCaller(boolean async) {
    call(
        ENCRYPT.toBuilder()
            .overrideConfiguration(
                o ->
                    o.addPlugin(
                        configuration ->
                            ((AwsServiceClientConfiguration.Builder) configuration)
                                .credentialsProvider(OTHER)))
            .build(),
        async);
    assertThat(own.counts().undecided()).isOne();
    assertThat(authorizer.requests).isEmpty();
  }

  @Test
  @DisplayName("A request with a signer of its own has an unknown caller")
  @SuppressWarnings("deprecation") // Applications still use it.
  void requestWithSigner_hasAnUnknownCaller() {
    call(
        ENCRYPT.toBuilder().overrideConfiguration(o -> o.signer(Aws4Signer.create())).build(),
        false);
    assertThat(own.counts().undecided()).isOne();
    assertThat(authorizer.requests).isEmpty();
  }

  /** Signs with credentials of its own. */
  private static final class OwnScheme implements AwsV4AuthScheme {

    @Override
    public String schemeId() {
      return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
      return OTHER;
    }

    @Override
    public AwsV4HttpSigner signer() {
      return AwsV4HttpSigner.create();
    }
  }

  @Test
  @DisplayName("A plugin's authentication scheme makes the caller unknown, also of later calls")
  void requestWithPluginOfAuthScheme_hasAnUnknownCaller() {
    InMemoryKms kms = new InMemoryKms();
    EncryptRequest plugged =
        ENCRYPT.toBuilder()
            .overrideConfiguration(
                o ->
                    o.addPlugin(
                        configuration ->
                            ((KmsServiceClientConfiguration.Builder) configuration)
                                .putAuthScheme(new OwnScheme())))
            .build();
    try (KmsClient client =
        configured(KmsClient.builder())
            .httpClient(kms)
            .overrideConfiguration(o -> o.addExecutionInterceptor(own))
            .build()) {
      var unusedFirst = client.encrypt(ENCRYPT);
      assertThat(own.counts().undecided()).isZero();
      var unusedSecond = client.encrypt(plugged);
      assertThat(own.counts().undecided()).isOne();
      var unusedThird = client.encrypt(ENCRYPT);
    }
    long otherwiseSigned =
        kms.authorizations.stream().skip(2).filter(text -> text.contains("AKIDOTHER")).count();
    assertThat(own.counts().undecided()).isEqualTo(1 + otherwiseSigned);
  }

  private ContextValue secureTransport() {
    return Fixtures.value(authorizer.requests.get(0), "aws:SecureTransport");
  }

  @Test
  @DisplayName("aws:SecureTransport is true at the endpoints of AWS")
  void secureTransport_endpointOfAws_isTrue() {
    call(ENCRYPT, false);
    assertThat(secureTransport()).isEqualTo(ContextValue.of("true"));
  }

  /** Sends all calls to another Region than that of the client, as a failover does. */
  @SuppressWarnings("deprecation") // What took its place is not in the oldest SDK.
  private static final KmsEndpointProvider ELSEWHERE =
      parameters ->
          CompletableFuture.completedFuture(
              Endpoint.builder().url(URI.create("https://kms.eu-west-1.amazonaws.com")).build());

  @Test
  @DisplayName("Behind an endpoint provider of the user's own, a client's calls have no Region")
  void call_endpointProviderOfTheClient_isUndecided() {
    try (KmsClient client =
        configured(KmsClient.builder())
            .httpClient(new InMemoryKms())
            .endpointProvider(ELSEWHERE)
            .overrideConfiguration(o -> o.addExecutionInterceptor(own))
            .build()) {
      var unused = client.encrypt(ENCRYPT);
    }
    assertThat(own.counts().undecided()).isOne();
    assertThat(authorizer.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("Behind an endpoint provider of its own, a request has no Region")
  void call_endpointProviderOfTheRequest_isUndecided(boolean async) {
    call(
        ENCRYPT.toBuilder().overrideConfiguration(o -> o.endpointProvider(ELSEWHERE)).build(),
        async);
    assertThat(own.counts().undecided()).isOne();
    assertThat(authorizer.requests).isEmpty();
  }

  @Test
  @DisplayName("A client that is not used any more can be freed")
  void profiles_unusedClient_isNotKept() throws InterruptedException {
    ClientProfiles profiles = new ClientProfiles();
    WeakReference<KmsClient> client = called(profiles);
    for (int i = 0; i < 100 && !client.refersTo(null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(client.refersTo(null)).isTrue();
    assertThat(profiles).isNotNull();
  }

  private WeakReference<KmsClient> called(ClientProfiles profiles) {
    KmsClient client = Fixtures.client(o -> o.addExecutionInterceptor(own));
    ExecutionAttributes attributes =
        new ExecutionAttributes().putAttribute(SdkInternalExecutionAttribute.SDK_CLIENT, client);
    assertThat(profiles.of(attributes).isAlone()).isTrue();
    assertThat(profiles.of(attributes).isAlone()).isTrue();
    client.close();
    return new WeakReference<>(client);
  }
}
