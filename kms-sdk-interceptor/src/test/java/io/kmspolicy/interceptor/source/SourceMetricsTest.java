package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.meter.SourceMetrics;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.SourceLayer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;

class SourceMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FakeAws aws = new FakeAws();
  private final KmsClient kms = aws.kms();
  private final AwsSource one = source(SourceLayer.KEY_POLICY);
  private final AwsSource two = source(SourceLayer.KEY_POLICY);

  private AwsSource source(SourceLayer layer) {
    aws.service = new LivePolicyKms().service();
    return AwsSource.builder().kms(kms).layers(EnumSet.of(layer)).share(1_000).build();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    kms.close();
  }

  private double loads(String source) {
    return registry
        .get("kms.policy.source.loads")
        .tags("source", source, "result", "success")
        .functionCounter()
        .count();
  }

  @Test
  @DisplayName("Two sources in one registry report their own counts under tags of their own")
  void bindTo_twoSourcesWithTags_reportTheirOwn() {
    new SourceMetrics(one, Tags.of("source", "one")).bindTo(registry);
    new SourceMetrics(two, Tags.of("source", "two")).bindTo(registry);
    two.key(LivePolicyKms.key(1), Fixtures.CALLER);
    Eventually.isTrue("the load", () -> loads("two") == 1);
    assertThat(loads("one")).isZero();
  }

  @Test
  @DisplayName("A second source with the same layer and tags is refused; other layers are not")
  void bindTo_indistinctSource_isRefusedAndRegistersNothing() {
    SourceMetrics first = new SourceMetrics(one);
    first.bindTo(registry);
    List<Meter> before = registry.getMeters();
    assertThatIllegalStateException()
        .isThrownBy(() -> new SourceMetrics(two).bindTo(registry))
        .withMessageContaining("`kms.policy.source.loads` with the same tags");
    assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
    try (AwsSource other = source(SourceLayer.GRANTS)) {
      new SourceMetrics(other).bindTo(registry);
      assertThat(registry.getMeters()).hasSize(2 * before.size());
    }
    first.close();
    new SourceMetrics(two).bindTo(registry);
  }
}
