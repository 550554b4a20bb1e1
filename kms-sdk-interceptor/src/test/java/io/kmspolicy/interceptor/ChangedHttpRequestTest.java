package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.NotEvaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.Reason;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * What is decided is what is sent: a call is not stopped if another interceptor changes the HTTP
 * request that the SDK has made of its request.
 */
class ChangedHttpRequestTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();

  /** As long as the body of {@link #ENCRYPT}, and about another key. */
  static final String OTHER_BODY =
      "{\"KeyId\":\"" + Fixtures.OTHER_ARN + "\",\"Plaintext\":\"Ynl0ZXM=\"}";

  private final InMemoryKms kms = new InMemoryKms();
  private final List<CallDecision> heard = new CopyOnWriteArrayList<>();

  /** What a neighbor does to the HTTP request. */
  enum Change implements ExecutionInterceptor {
    NOTHING(false),
    HEADER(false) {
      @Override
      SdkHttpRequest changed(SdkHttpRequest request) {
        return request.copy(o -> o.putHeader("X-Trace", "1"));
      }
    },
    SAME_BODY(false) {
      @Override
      public Optional<RequestBody> modifyHttpContent(
          Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.requestBody();
      }
    },
    BODY(true) {
      @Override
      public Optional<RequestBody> modifyHttpContent(
          Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return Optional.of(RequestBody.fromString(OTHER_BODY));
      }

      @Override
      public Optional<AsyncRequestBody> modifyAsyncHttpContent(
          Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return Optional.of(AsyncRequestBody.fromString(OTHER_BODY));
      }
    },
    HOST(true) {
      @Override
      SdkHttpRequest changed(SdkHttpRequest request) {
        return request.copy(o -> o.host("vpce-1.kms.us-west-2.vpce.amazonaws.com"));
      }
    },
    PROTOCOL(true) {
      @Override
      SdkHttpRequest changed(SdkHttpRequest request) {
        return request.copy(o -> o.protocol("http").port(8080));
      }
    },
    REFERER(true) {
      @Override
      SdkHttpRequest changed(SdkHttpRequest request) {
        return request.copy(o -> o.putHeader("referer", "https://example.com"));
      }
    },
    OPERATION(true) {
      @Override
      SdkHttpRequest changed(SdkHttpRequest request) {
        return request.copy(o -> o.putHeader("X-Amz-Target", "TrentService.GenerateMac"));
      }
    };

    private final boolean counts;

    Change(boolean counts) {
      this.counts = counts;
    }

    SdkHttpRequest changed(SdkHttpRequest request) {
      return request;
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return changed(context.httpRequest());
    }
  }

  private @Nullable Throwable encrypt(KmsPolicyInterceptor own, Change change) {
    try (KmsClient client =
        KmsClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .httpClient(kms)
            .overrideConfiguration(
                o -> o.addExecutionInterceptor(own).addExecutionInterceptor(change))
            .build()) {
      return catchThrowable(() -> client.encrypt(ENCRYPT));
    }
  }

  private @Nullable Throwable encryptAsync(KmsPolicyInterceptor own, Change change) {
    try (KmsAsyncClient client =
        KmsAsyncClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .httpClient(kms)
            .overrideConfiguration(
                o -> o.addExecutionInterceptor(own).addExecutionInterceptor(change))
            .build()) {
      Throwable thrown = catchThrowable(() -> client.encrypt(ENCRYPT).join());
      return thrown == null ? null : thrown.getCause();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "request", "neither"})
  @DisplayName("aws:Referer is absent only where the application does not add the header")
  void call_refererOfTheApplication_isUndecided(String place) {
    KmsPolicyInterceptor own =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .mode(EnforcementMode.ENFORCE)
            .build();
    Throwable thrown;
    try (KmsClient client =
        KmsClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .httpClient(kms)
            .overrideConfiguration(
                o -> {
                  o.addExecutionInterceptor(own);
                  if (place.equals("client")) {
                    o.putHeader("referer", "https://example.com");
                  }
                })
            .build()) {
      EncryptRequest request =
          place.equals("request")
              ? ENCRYPT.toBuilder()
                  .overrideConfiguration(o -> o.putHeader("Referer", "https://example.com"))
                  .build()
              : ENCRYPT;
      thrown = catchThrowable(() -> client.encrypt(request));
    }
    assertThat(thrown instanceof KmsAccessDeniedException).isEqualTo(place.equals("neither"));
    assertThat(own.counts().undecided()).isEqualTo(place.equals("neither") ? 0 : 1);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  @DisplayName(
      "A call whose endpoint, operation or body is changed is sent, and every other stopped")
  void call_changedHttpRequest_isSent(Change change) {
    KmsPolicyInterceptor own =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .mode(EnforcementMode.ENFORCE)
            .listener(heard::add)
            .build();

    Throwable thrown = encrypt(own, change);
    Throwable thrownAsync = encryptAsync(own, change);

    if (change.counts) {
      assertThat(thrown).isNull();
      assertThat(thrownAsync).isNull();
      assertThat(kms.bodies).hasSize(2);
      assertThat(own.counts().undecided()).isEqualTo(2);
      assertThat(own.report().stopped()).allMatch(stopped -> stopped.calls() == 0);
      assertThat(heard)
          .extracting(CallDecision::decision)
          .containsExactly(
              Decision.EXPLICIT_DENY,
              Decision.INDETERMINATE,
              Decision.EXPLICIT_DENY,
              Decision.INDETERMINATE);
      assertThat(heard.get(1).checks())
          .containsExactly(new NotEvaluated("kms:Encrypt", Reason.CHANGED_AFTERWARDS));
    } else {
      assertThat(thrown).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(thrownAsync).isInstanceOf(KmsAccessDeniedException.class);
    }
    assertThat(own.counts().failures()).isZero();
  }

  @Test
  @DisplayName("A body that is replaced for asynchronous clients only leaves their calls open")
  void call_changedAsyncBody_isSent() {
    KmsPolicyInterceptor own =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .mode(EnforcementMode.ENFORCE)
            .build();
    ExecutionInterceptor neighbor =
        new ExecutionInterceptor() {
          @Override
          public Optional<AsyncRequestBody> modifyAsyncHttpContent(
              Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return Optional.of(AsyncRequestBody.fromString(OTHER_BODY));
          }
        };

    Throwable thrown = ClientCall.encrypt(kms, ENCRYPT, true, List.of(own, neighbor));

    assertThat(thrown).isNull();
    assertThat(kms.bodies).containsExactly(OTHER_BODY);
    assertThat(own.counts().undecided()).isOne();
  }
}
