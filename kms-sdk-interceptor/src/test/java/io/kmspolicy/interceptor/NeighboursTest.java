package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Tracing interceptors on the same client, which stand in front of this one as agents do. */
class NeighboursTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();

  private final List<Segment> emitted = new ArrayList<>();
  private final AWSXRayRecorder recorder =
      AWSXRayRecorderBuilder.standard()
          .withEmitter(
              new Emitter() {
                @Override
                public boolean sendSegment(Segment segment) {
                  return emitted.add(segment);
                }

                @Override
                public boolean sendSubsegment(Subsegment subsegment) {
                  return true;
                }
              })
          .build();

  private EmbeddedKms kms;

  @BeforeEach
  void start() {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(Fixtures.KEY_ID);
  }

  @AfterEach
  void stop() {
    kms.close();
    recorder.clearTraceEntity();
  }

  private static KmsPolicyInterceptor interceptor(Decision decision, DenialPoint place) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision))
        .mode(EnforcementMode.ENFORCE)
        .denyAt(place)
        .build();
  }

  private Throwable call(ExecutionInterceptor neighbour, KmsPolicyInterceptor own, boolean async) {
    if (async) {
      try (KmsAsyncClient client =
          KmsAsyncClient.builder()
              .httpClient(NettyNioAsyncHttpClient.create())
              .region(Region.US_WEST_2)
              .credentialsProvider(Fixtures.CREDENTIALS)
              .endpointOverride(kms.endpoint())
              .overrideConfiguration(
                  o -> o.addExecutionInterceptor(neighbour).addExecutionInterceptor(own))
              .build()) {
        return catchThrowable(() -> client.encrypt(ENCRYPT).join());
      }
    }
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .endpointOverride(kms.endpoint())
            .overrideConfiguration(
                o -> o.addExecutionInterceptor(neighbour).addExecutionInterceptor(own))
            .build()) {
      return catchThrowable(() -> client.encrypt(ENCRYPT));
    }
  }

  /** The X-Ray segment of a call; null if it was never emitted, as one with an open part is not. */
  private Segment traced(KmsPolicyInterceptor own) {
    var unusedSegment = recorder.beginSegment("test");
    var unused = call(new TracingInterceptor(recorder, null, null), own, false);
    recorder.endSegment();
    return emitted.isEmpty() ? null : emitted.get(0);
  }

  @Test
  @DisplayName("X-Ray: a call that goes on is traced as ever")
  void xRay_allowedCall_isTraced() {
    Segment segment = traced(interceptor(Decision.ALLOWED, DenialPoint.BEFORE_EXECUTION));
    assertThat(segment).isNotNull();
    assertThat(segment.getSubsegmentsCopy()).hasSize(1);
    assertThat(segment.getSubsegmentsCopy().get(0).isFault()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = DenialPoint.class,
      names = {"AUTO", "BEFORE_TRANSMISSION"})
  @DisplayName(
      "X-Ray: a call that is stopped before transmission leaves a closed, failed subsegment")
  void xRay_stoppedBeforeTransmission_closesItsSubsegment(DenialPoint point) {
    Segment segment = traced(interceptor(Decision.EXPLICIT_DENY, point));
    assertThat(kms.requests()).isZero();
    assertThat(segment).isNotNull();
    assertThat(segment.getSubsegmentsCopy()).hasSize(1);
    Subsegment subsegment = segment.getSubsegmentsCopy().get(0);
    assertThat(subsegment.isInProgress()).isFalse();
    assertThat(subsegment.isFault() || subsegment.isError()).isTrue();
    assertThat(segment.getReferenceCount()).isZero();
  }

  @Test
  @DisplayName("X-Ray: stopping before execution leaves its subsegment open, which docs warn of")
  void xRay_stoppedBeforeExecution_isTheCaseThatTheDocumentationWarnsOf() {
    assertThat(traced(interceptor(Decision.EXPLICIT_DENY, DenialPoint.BEFORE_EXECUTION))).isNull();
  }

  /** Opens a span where the OpenTelemetry instrumentation does and closes it where that does. */
  private static final class Spans implements ExecutionInterceptor {
    private int opened;
    private int closed;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      opened++;
      return context.request();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      closed++;
    }

    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      closed++;
    }
  }

  @ParameterizedTest
  @EnumSource(DenialPoint.class)
  @DisplayName("A tracer that opens its span in modifyRequest never keeps one open")
  void spansFromModifyRequest_stoppedCall_noneStaysOpen(DenialPoint place) {
    for (boolean async : new boolean[] {false, true}) {
      Spans spans = new Spans();
      Throwable thrown = call(spans, interceptor(Decision.EXPLICIT_DENY, place), async);
      assertThat(async ? thrown.getCause() : thrown).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(spans.opened).isEqualTo(place == DenialPoint.BEFORE_EXECUTION ? 0 : 1);
      assertThat(spans.closed).isEqualTo(spans.opened);
    }
    assertThat(kms.requests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A tracer hears of the end of a call that goes on")
  void spansFromModifyRequest_allowedCall_areClosed(boolean async) {
    Spans spans = new Spans();
    assertThat(call(spans, interceptor(Decision.ALLOWED, DenialPoint.BEFORE_EXECUTION), async))
        .isNull();
    assertThat(spans.opened).isOne();
    assertThat(spans.closed).isOne();
  }
}
