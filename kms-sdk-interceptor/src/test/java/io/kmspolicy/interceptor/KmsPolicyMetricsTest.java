package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
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
          .freshness(() -> Map.of("keys", NOW.minusSeconds(90)), Duration.ofHours(1))
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
                .tags("mode", "observe", "fate", "observed")
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
}
