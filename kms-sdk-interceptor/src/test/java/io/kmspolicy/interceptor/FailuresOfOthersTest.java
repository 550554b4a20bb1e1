package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Calls that fail by an answer of another service, which a credentials provider or a neighbor asks.
 * Such an answer says nothing about what KMS does with the call.
 */
class FailuresOfOthersTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final CreateGrantRequest CREATE_GRANT =
      CreateGrantRequest.builder()
          .keyId(Fixtures.KEY_ARN)
          .granteePrincipal(Fixtures.arn("role/Grantee"))
          .operationsWithStrings("Encrypt")
          .build();

  private final InMemoryKms kms = new InMemoryKms();

  /** IAM Identity Center refuses a token with the error code that KMS has for its refusals. */
  private static AwsServiceException refusalOfAnotherService() {
    return refusal(AwsServiceException.builder());
  }

  private static AwsServiceException refusal(AwsServiceException.Builder builder) {
    return builder
        .message("no token")
        .statusCode(400)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("SSO OIDC")
                .errorCode("AccessDeniedException")
                .errorMessage("no token")
                .build())
        .build();
  }

  /** Asks another service before a call is sent, or when it is answered. */
  private record Neighbor(AwsServiceException failure, AtomicBoolean before, AtomicBoolean after)
      implements ExecutionInterceptor {

    Neighbor(boolean ofKms, boolean before, boolean after) {
      this(
          refusal(ofKms ? KmsException.builder() : AwsServiceException.builder()),
          new AtomicBoolean(before),
          new AtomicBoolean(after));
    }

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      if (before.get()) {
        throw failure;
      }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      if (after.get()) {
        throw failure;
      }
    }
  }

  private static Consumer<ClientOverrideConfiguration.Builder> with(
      ExecutionInterceptor... interceptors) {
    return configuration -> configuration.executionInterceptors(List.of(interceptors));
  }

  private KmsClient client(AwsCredentialsProvider provider, ExecutionInterceptor... interceptors) {
    return KmsClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(provider)
        .httpClient(kms)
        .overrideConfiguration(with(interceptors))
        .build();
  }

  private KmsAsyncClient asyncClient(ExecutionInterceptor... interceptors) {
    return KmsAsyncClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .httpClient(kms)
        .overrideConfiguration(with(interceptors))
        .build();
  }

  private static @Nullable Throwable failure(Runnable call) {
    Throwable thrown = catchThrowable(call::run);
    return thrown instanceof CompletionException wrapper ? wrapper.getCause() : thrown;
  }

  @Test
  @DisplayName("A refusal of the service that issues credentials is no answer of KMS")
  void call_credentialsAreRefused_isComparedWithNothing() {
    for (Decision decision : Decision.values()) {
      KmsPolicyInterceptor own =
          Fixtures.interceptor(RecordingAuthorizer.answering(decision)).build();
      AwsCredentialsProvider refused =
          () -> {
            throw refusalOfAnotherService();
          };
      try (KmsClient client = client(refused, own)) {
        assertThat(failure(() -> client.encrypt(ENCRYPT)))
            .isExactlyInstanceOf(AwsServiceException.class);
      }
      assertThat(own.report().rows()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  @DisplayName("A refusal of a neighbor's own call is not remembered: the call is sent")
  void call_neighborWasRefused_isSent(boolean ofKms, boolean async) {
    KmsPolicyInterceptor own =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .rememberDenials(Duration.ofMinutes(1))
            .build();
    Neighbor neighbor = new Neighbor(ofKms, true, false);
    try (KmsClient client = client(Fixtures.CREDENTIALS, own, neighbor);
        KmsAsyncClient asyncClient = asyncClient(own, neighbor)) {
      Runnable encrypt =
          async ? () -> asyncClient.encrypt(ENCRYPT).join() : () -> client.encrypt(ENCRYPT);
      assertThat(failure(encrypt)).isExactlyInstanceOf(neighbor.failure().getClass());
      neighbor.before().set(false);
      assertThat(failure(encrypt)).isNull();
    }
    assertThat(kms.bodies).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  @DisplayName("A change that KMS made counts, also if a neighbor's own call fails after it")
  void change_neighborFailsAfterIt_stopsNothing(boolean ofKms, boolean async) {
    KmsPolicyInterceptor own =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.IMPLICIT_DENY))
            .mode("Encrypt", EnforcementMode.ENFORCE)
            .build();
    Neighbor neighbor = new Neighbor(ofKms, false, true);
    try (KmsClient client = client(Fixtures.CREDENTIALS, own, neighbor);
        KmsAsyncClient asyncClient = asyncClient(own, neighbor)) {
      Runnable change =
          async
              ? () -> asyncClient.createGrant(CREATE_GRANT).join()
              : () -> client.createGrant(CREATE_GRANT);
      Runnable encrypt =
          async ? () -> asyncClient.encrypt(ENCRYPT).join() : () -> client.encrypt(ENCRYPT);
      assertThat(failure(change)).isExactlyInstanceOf(neighbor.failure().getClass());
      neighbor.after().set(false);
      assertThat(failure(encrypt)).isNull();
    }
    assertThat(kms.bodies).hasSize(2);
    assertThat(own.counts().calls(Disposition.RECENT_CHANGE)).isOne();
  }
}
