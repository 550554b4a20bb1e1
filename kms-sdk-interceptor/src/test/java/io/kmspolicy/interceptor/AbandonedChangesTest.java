package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Decision;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.LimitExceededException;

/**
 * Promise: a change by this process keeps the change window, also if the application gives up
 * waiting for the response. An asynchronous client then calls no hook of an interceptor.
 */
class AbandonedChangesTest {

  private static final CreateGrantRequest GRANT =
      CreateGrantRequest.builder()
          .keyId(KEY_ARN)
          .granteePrincipal("arn:aws:iam::111122223333:role/App")
          .operations(GrantOperation.ENCRYPT)
          .build();
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(Fixtures.BYTES).build();

  private final KmsPolicyInterceptor interceptor =
      Fixtures.interceptor(
              RecordingAuthorizer.answering(
                  request ->
                      request.action().equals("kms:CreateGrant")
                          ? Decision.ALLOWED
                          : Decision.IMPLICIT_DENY))
          .mode(EnforcementMode.ENFORCE)
          .build();
  private final SilentKms silent = new SilentKms();

  /** Receives requests and never answers. */
  private static final class SilentKms implements SdkAsyncHttpClient {

    private final CountDownLatch received = new CountDownLatch(1);

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      received.countDown();
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  /** How an application gives up. */
  private enum Abandonment {
    CANCELLED(call -> call.cancel(true)),
    COMPLETED(call -> call.completeExceptionally(new IllegalStateException("given up"))),
    TIMED_OUT(call -> call.orTimeout(1, TimeUnit.MILLISECONDS));

    private final Consumer<CompletableFuture<?>> how;

    Abandonment(Consumer<CompletableFuture<?>> how) {
      this.how = how;
    }
  }

  private KmsAsyncClient client(Duration timeout) {
    return KmsAsyncClient.builder()
        .httpClient(silent)
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor).apiCallTimeout(timeout))
        .build();
  }

  /** What becomes of a call that the policies are certain to refuse. */
  private Disposition encrypt() {
    Map<Disposition, Long> before = calls();
    try (KmsClient client = Fixtures.client(o -> o.addExecutionInterceptor(interceptor))) {
      var unused = catchThrowable(() -> client.encrypt(ENCRYPT));
    }
    return calls().entrySet().stream()
        .filter(entry -> entry.getValue() > before.get(entry.getKey()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private Map<Disposition, Long> calls() {
    Map<Disposition, Long> calls = new ConcurrentHashMap<>();
    for (Disposition each : Disposition.values()) {
      calls.put(each, interceptor.counts().calls(each));
    }
    return calls;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a change that was given up still keeps calls on its key from being stopped")
  void abandoned_change_keepsTheWindow(Abandonment abandonment) throws InterruptedException {
    assertThat(encrypt()).isEqualTo(Disposition.STOPPED);
    try (KmsAsyncClient client = client(Duration.ofMinutes(1))) {
      CompletableFuture<?> call = client.createGrant(GRANT);
      assertThat(silent.received.await(30, TimeUnit.SECONDS)).isTrue();
      abandonment.how.accept(call);
      assertThat(catchThrowable(call::join)).isNotNull();

      assertThat(encrypt()).isEqualTo(Disposition.RECENT_CHANGE);
    }
  }

  @Test
  @DisplayName("a change that ran into the time limit of its client keeps the window, too")
  void abandoned_timeLimitOfTheClient_keepsTheWindow() {
    try (KmsAsyncClient client = client(Duration.ofMillis(500))) {
      assertThat(catchThrowable(client.createGrant(GRANT)::join)).isNotNull();

      assertThat(encrypt()).isEqualTo(Disposition.RECENT_CHANGE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a change that KMS refuses ends, and one without answer counts while it is sent")
  void sent_refusedChange_countsNoLonger(boolean undecided) throws InterruptedException {
    InMemoryKms refusing = new InMemoryKms();
    refusing.errorCode = "AccessDeniedException";
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(refusing)
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
            .build()) {
      CreateGrantRequest grant = undecided ? withCredentials() : GRANT;
      assertThat(catchThrowable(() -> client.createGrant(grant))).isNotNull();
    }
    assertThat(encrypt()).isEqualTo(Disposition.STOPPED);

    try (KmsAsyncClient client = client(Duration.ofMinutes(1))) {
      CompletableFuture<?> call = client.createGrant(undecided ? withCredentials() : GRANT);
      assertThat(silent.received.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(call).isNotDone();
      assertThat(encrypt()).isEqualTo(Disposition.RECENT_CHANGE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a change whose second attempt KMS refuses may have been made by the first")
  void repeated_refusedChange_keepsTheWindow(boolean undecided) {
    InMemoryKms refusing = new InMemoryKms();
    refusing.errorCode = "LimitExceededException";
    AtomicInteger attempts = new AtomicInteger();
    SdkHttpClient losesTheFirstAnswer =
        new SdkHttpClient() {
          @Override
          public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest prepared = refusing.prepareRequest(request);
            return new ExecutableHttpRequest() {
              @Override
              public HttpExecuteResponse call() throws IOException {
                if (attempts.incrementAndGet() == 1) {
                  throw new IOException("the connection is closed");
                }
                return prepared.call();
              }

              @Override
              public void abort() {}
            };
          }

          @Override
          public void close() {}
        };
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(losesTheFirstAnswer)
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
            .build()) {
      CreateGrantRequest grant = undecided ? withCredentials() : GRANT;
      assertThat(catchThrowable(() -> client.createGrant(grant)))
          .isInstanceOf(LimitExceededException.class);
    }
    assertThat(attempts).hasValue(2);
    assertThat(encrypt()).isEqualTo(Disposition.RECENT_CHANGE);
  }

  /** With credentials of its own, so that its caller is not known. */
  private static CreateGrantRequest withCredentials() {
    return GRANT.toBuilder()
        .overrideConfiguration(
            o ->
                o.credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDOTHER", "secret"))))
        .build();
  }
}
