package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kmspolicy.model.request.Decision;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

class KmsPolicyMetricsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final KmsPolicyInterceptor interceptor =
      Fixtures.interceptor(RecordingAuthorizer.answering(Decision.IMPLICIT_DENY))
          .ages(() -> Map.of("keys", NOW.minusSeconds(90)))
          .maximumAge(Duration.ofHours(1))
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .rememberDenials(Duration.ofSeconds(5))
          .build();

  @Test
  void bindTo_calls_areCounted() {
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    for (int i = 0; i < 2; i++) {
      ExecutionAttributes attributes = attributes(ENCRYPT);
      interceptor.beforeExecution(() -> ENCRYPT, attributes);
      interceptor.afterExecution(Fixtures.context(ENCRYPT), attributes);
    }
    assertThat(
            registry
                .get("kms.policy.decisions")
                .tags("operation", "Encrypt", "decision", "implicitDeny")
                .tags("mode", "observe", "disposition", "observed", "reason", "nothing-allows")
                .counter()
                .count())
        .isEqualTo(2);
    assertThat(registry.get("kms.policy.evaluation").timer().count()).isEqualTo(2);
    assertThat(
            registry
                .get("kms.policy.answers")
                .tag("finding", "driftSucceeded")
                .functionCounter()
                .count())
        .isEqualTo(2);
    assertThat(registry.get("kms.policy.snapshot.age").tag("layer", "keys").gauge().value())
        .isEqualTo(90);
  }

  @Test
  void bindTo_tags_nameNoArnAndNoPrincipal() {
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    for (Meter meter : registry.getMeters()) {
      assertThat(meter.getId().getTags())
          .extracting(Tag::getValue)
          .noneMatch(value -> value.contains("arn:") || value.contains("App"));
    }
    assertThat(registry.getMeters()).hasSizeGreaterThan(10);
  }

  private static KmsPolicyInterceptor another() {
    return Fixtures.interceptor(RecordingAuthorizer.answering(Decision.IMPLICIT_DENY)).build();
  }

  private double answers(String client) {
    return registry.get("kms.policy.answers").tag("client", client).functionCounters().stream()
        .mapToDouble(FunctionCounter::count)
        .sum();
  }

  @Test
  @DisplayName("Two interceptors in one registry report their own counts under tags of their own")
  void bindTo_twoInterceptorsWithTags_reportTheirOwn() {
    KmsPolicyInterceptor other = another();
    new KmsPolicyMetrics(interceptor, Tags.of("client", "one")).bindTo(registry);
    new KmsPolicyMetrics(other, Tags.of("client", "two")).bindTo(registry);
    for (KmsPolicyInterceptor called : List.of(interceptor, other, other)) {
      ExecutionAttributes attributes = attributes(ENCRYPT);
      called.beforeExecution(() -> ENCRYPT, attributes);
      called.afterExecution(Fixtures.context(ENCRYPT), attributes);
    }
    assertThat(answers("one")).isEqualTo(1);
    assertThat(answers("two")).isEqualTo(2);
    assertThat(registry.get("kms.policy.decisions").tag("client", "two").counter().count())
        .isEqualTo(2);
    assertThat(registry.getMeters())
        .filteredOn(meter -> meter.getId().getName().startsWith("kms.policy"))
        .allMatch(meter -> meter.getId().getTag("client") != null);
  }

  @Test
  @DisplayName("A second interceptor with the same tags, or tags of other names, is refused")
  void bindTo_indistinctInterceptor_isRefusedAndRegistersNothing() {
    registry.config().commonTags("region", "us-west-2");
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    List<Meter> before = registry.getMeters();
    assertThatIllegalStateException()
        .isThrownBy(() -> new KmsPolicyMetrics(another()).bindTo(registry))
        .withMessageContaining("`kms.policy.failures` with the same tags")
        .withMessageContaining("Tags.of(\"client\", \"orders\")");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> new KmsPolicyMetrics(another(), Tags.of("client", "two")).bindTo(registry))
        .withMessageContaining("`kms.policy.failures` with the tags [region]");
    assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  @DisplayName("An open call has its reason as a tag, in one word")
  void decisions_openCall_haveTheReason() {
    KmsPolicyInterceptor open =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.INDETERMINATE)).build();
    new KmsPolicyMetrics(open).bindTo(registry);
    open.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    assertThat(
            registry.get("kms.policy.decisions").tag("reason", "unknown-caller").counter().count())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("Closed meters leave the registry and the interceptor")
  void close_meters_leavesNothing() {
    KmsPolicyMetrics metrics = new KmsPolicyMetrics(interceptor);
    metrics.bindTo(registry);
    interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
    interceptor.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    assertThat(registry.getMeters()).isEmpty();
    new KmsPolicyMetrics(another()).bindTo(registry);
  }
}
