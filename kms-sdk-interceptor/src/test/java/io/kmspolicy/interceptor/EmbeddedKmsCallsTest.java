package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Whole calls through real clients and HTTP. */
@Tag("apache5") // SDK 2.26.3 does not have this HTTP client.
class EmbeddedKmsCallsTest {

  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ID).plaintext(BYTES).build();

  private EmbeddedKms kms;

  @BeforeEach
  void start() {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(KEY_ID);
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  static Stream<SdkHttpClient> httpClients() {
    return Stream.of(Apache5HttpClient.create(), UrlConnectionHttpClient.create());
  }

  private KmsClient client(SdkHttpClient http, KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(http)
        .region(Region.US_WEST_2)
        .credentialsProvider(CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private KmsAsyncClient asyncClient(KmsPolicyInterceptor interceptor) {
    return KmsAsyncClient.builder()
        .httpClient(NettyNioAsyncHttpClient.create())
        .region(Region.US_WEST_2)
        .credentialsProvider(CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private static KmsPolicyInterceptor enforcing(Decision decision) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision))
        .mode(EnforcementMode.ENFORCE)
        .build();
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void syncClient_deniedCall_neverLeavesTheProcess(SdkHttpClient http) {
    try (KmsClient client = client(http, enforcing(Decision.EXPLICIT_DENY))) {
      KmsException thrown = catchThrowableOfType(KmsException.class, () -> client.encrypt(ENCRYPT));
      assertThat(thrown).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
      assertThat(kms.requests()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void syncClient_allowedCall_isAnswered(SdkHttpClient http) {
    try (KmsClient client = client(http, enforcing(Decision.ALLOWED))) {
      EncryptResponse encrypted = client.encrypt(ENCRYPT);
      assertThat(client.decrypt(r -> r.ciphertextBlob(encrypted.ciphertextBlob())).plaintext())
          .isEqualTo(BYTES);
      assertThat(kms.requests()).isEqualTo(2);
    }
  }

  @Test
  void asyncClient_deniedCall_completesExceptionally() {
    try (KmsAsyncClient client = asyncClient(enforcing(Decision.IMPLICIT_DENY))) {
      CompletableFuture<EncryptResponse> future = client.encrypt(ENCRYPT);
      assertThatThrownBy(future::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(KmsAccessDeniedException.class);
      assertThat(kms.requests()).isZero();
    }
  }

  @Test
  void asyncClient_openCall_isAnswered() {
    try (KmsAsyncClient client = asyncClient(enforcing(Decision.INDETERMINATE))) {
      assertThat(client.encrypt(ENCRYPT).join().keyId()).endsWith(KEY_ID);
      assertThat(kms.requests("Encrypt")).isOne();
    }
  }

  @Test
  void sameInterceptorTwice_oneCall_isDecidedOnce() {
    KmsPolicyInterceptor interceptor = enforcing(Decision.ALLOWED);
    try (KmsClient client = twice(interceptor)) {
      client.encrypt(ENCRYPT);
      client.encrypt(ENCRYPT);
    }
    assertThat(interceptor.counts().calls()).isEqualTo(2);
    assertThat(kms.requests("Encrypt")).isEqualTo(2);
  }

  private KmsClient twice(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(Apache5HttpClient.create())
        .region(Region.US_WEST_2)
        .credentialsProvider(CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(
            o -> o.addExecutionInterceptor(interceptor).addExecutionInterceptor(interceptor))
        .build();
  }

  @Test
  void secureTransport_endpointOfTheUsersOwn_isNotClaimed() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build();
    try (KmsClient client = client(Apache5HttpClient.create(), interceptor)) {
      client.encrypt(ENCRYPT);
    }
    assertThat(Fixtures.value(authorizer.requests.get(0), "aws:SecureTransport"))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  void pager_everyPage_isDecided() {
    KmsPolicyInterceptor interceptor = enforcing(Decision.ALLOWED);
    try (KmsClient client = client(Apache5HttpClient.create(), interceptor)) {
      assertThat(client.listKeysPaginator().keys()).hasSize(1);
    }
    assertThat(interceptor.counts().calls()).isOne();
  }
}
