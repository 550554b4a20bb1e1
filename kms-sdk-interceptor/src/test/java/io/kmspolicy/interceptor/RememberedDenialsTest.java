package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A refusal of KMS stops only the call that KMS would refuse again: the same HTTP request, signed
 * with the same credentials.
 */
class RememberedDenialsTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();

  private final InMemoryKms kms = new InMemoryKms();
  private final AtomicReference<AwsCredentials> current =
      new AtomicReference<>(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
  private final AwsCredentialsProvider provider = current::get;

  private static KmsPolicyInterceptor remembering(DenialPoint point) {
    return KmsPolicyInterceptor.builder()
        .caller(Fixtures.CALLER)
        .denyAt(point)
        .rememberDenials(Duration.ofMinutes(1))
        .build();
  }

  private KmsClient client(List<ExecutionInterceptor> interceptors) {
    return KmsClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(provider)
        .httpClient(kms)
        .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
        .build();
  }

  private KmsAsyncClient asyncClient(List<ExecutionInterceptor> interceptors) {
    return KmsAsyncClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(provider)
        .httpClient(kms)
        .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
        .build();
  }

  private static @Nullable Throwable failure(Runnable call) {
    Throwable thrown = catchThrowable(call::run);
    return thrown instanceof CompletionException wrapper ? wrapper.getCause() : thrown;
  }

  @ParameterizedTest
  @CsvSource({
    "false, AUTO",
    "true, AUTO",
    "false, BEFORE_TRANSMISSION",
    "true, BEFORE_TRANSMISSION"
  })
  @DisplayName("A refusal does not count for new credentials: an older session may be revoked")
  void call_credentialsRotated_isSent(boolean async, DenialPoint point) {
    KmsPolicyInterceptor own = remembering(point);
    try (KmsClient client = client(List.of(own));
        KmsAsyncClient asyncClient = asyncClient(List.of(own))) {
      Runnable encrypt =
          async ? () -> asyncClient.encrypt(ENCRYPT).join() : () -> client.encrypt(ENCRYPT);
      kms.errorCode = "AccessDeniedException";
      assertThat(failure(encrypt)).isExactlyInstanceOf(KmsException.class);
      assertThat(failure(encrypt)).isInstanceOf(KmsAccessDeniedException.class);

      current.set(AwsSessionCredentials.create("ASIANEW", "secret", "token"));
      kms.errorCode = "";
      assertThat(failure(encrypt)).isNull();
    }
    assertThat(own.counts().calls(Disposition.REMEMBERED)).isOne();
    assertThat(own.counts().failures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A refusal of an HTTP request that another interceptor changed is not remembered")
  void call_refusedWithAnotherBody_isSent(boolean async) {
    KmsPolicyInterceptor own = remembering(DenialPoint.AUTO);
    OtherBody neighbor = new OtherBody(new AtomicBoolean(true));
    try (KmsClient client = client(List.of(own, neighbor));
        KmsAsyncClient asyncClient = asyncClient(List.of(own, neighbor))) {
      Runnable encrypt =
          async ? () -> asyncClient.encrypt(ENCRYPT).join() : () -> client.encrypt(ENCRYPT);
      kms.errorCode = "AccessDeniedException";
      assertThat(failure(encrypt)).isExactlyInstanceOf(KmsException.class);

      neighbor.active().set(false);
      assertThat(failure(encrypt)).isExactlyInstanceOf(KmsException.class);
      assertThat(failure(encrypt)).isInstanceOf(KmsAccessDeniedException.class);
    }
    assertThat(kms.bodies).hasSize(2);
    assertThat(own.counts().failures()).isZero();
  }

  @ParameterizedTest
  @EnumSource(DenialPoint.class)
  @DisplayName("A refusal does not count for a request with another user agent, a condition key")
  void call_anotherUserAgent_isSent(DenialPoint point) {
    KmsPolicyInterceptor own = remembering(point);
    try (KmsClient client = client(List.of(own))) {
      kms.errorCode = "AccessDeniedException";
      assertThat(failure(() -> client.encrypt(ENCRYPT))).isExactlyInstanceOf(KmsException.class);
      kms.errorCode = "";
      assertThat(
              failure(
                  () ->
                      client.encrypt(
                          ENCRYPT.toBuilder()
                              .overrideConfiguration(o -> o.putHeader("User-Agent", "batch"))
                              .build())))
          .isNull();
      assertThat(
              failure(
                  () ->
                      client.encrypt(
                          ENCRYPT.toBuilder()
                              .overrideConfiguration(
                                  o -> o.addApiName(a -> a.name("batch").version("1")))
                              .build())))
          .isNull();
      assertThat(failure(() -> client.encrypt(ENCRYPT)))
          .isInstanceOf(KmsAccessDeniedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(DenialPoint.class)
  @DisplayName("A provider that fails after a refusal is asked once a call, as without the memory")
  void call_providerFailsAfterRefusal_isAskedOnce(DenialPoint point) {
    AtomicInteger asked = new AtomicInteger();
    AwsCredentialsProvider counting =
        () -> {
          asked.incrementAndGet();
          return Optional.ofNullable(current.get()).orElseThrow(IllegalStateException::new);
        };
    KmsPolicyInterceptor own = remembering(point);
    try (KmsClient client =
        KmsClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(counting)
            .httpClient(kms)
            .overrideConfiguration(o -> o.addExecutionInterceptor(own))
            .build()) {
      kms.errorCode = "AccessDeniedException";
      assertThat(failure(() -> client.encrypt(ENCRYPT))).isExactlyInstanceOf(KmsException.class);
      asked.set(0);
      current.set(null);
      assertThat(failure(() -> client.encrypt(ENCRYPT))).isInstanceOf(IllegalStateException.class);
    }
    assertThat(asked).hasValue(1);
  }

  /** Asks about another key. */
  private record OtherBody(AtomicBoolean active) implements ExecutionInterceptor {

    @Override
    public Optional<RequestBody> modifyHttpContent(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return active.get()
          ? Optional.of(RequestBody.fromString(ChangedHttpRequestTest.OTHER_BODY))
          : context.requestBody();
    }

    @Override
    public Optional<AsyncRequestBody> modifyAsyncHttpContent(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return active.get()
          ? Optional.of(AsyncRequestBody.fromString(ChangedHttpRequestTest.OTHER_BODY))
          : context.asyncRequestBody();
    }
  }
}
