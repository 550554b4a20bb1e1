package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/**
 * The meters of a source: loads, failures, and cache hits. They contain no ARNs and no principals.
 * The class needs Micrometer on the class path; the rest of the module does not.
 *
 * <pre>{@code
 * new SourceMetrics(source).bindTo(registry);
 * }</pre>
 */
public final class SourceMetrics implements MeterBinder {

  private static final String LAYER = "layer";
  private static final String RESULT = "result";

  private final SourceState source;

  /** Creates the meters of a source. */
  public SourceMetrics(SourceState source) {
    this.source = source;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (SourceStatus status : source.statuses()) {
      SourceLayer layer = status.layer();
      counter(registry, layer, "loads", "success", SourceStatus.Counts::refreshes);
      counter(registry, layer, "loads", "failure", SourceStatus.Counts::failures);
      counter(registry, layer, "questions", "hit", SourceStatus.Counts::hits);
      counter(registry, layer, "questions", "miss", SourceStatus.Counts::misses);
      gauge(registry, layer, "subjects", SourceStatus.Counts::subjects);
      gauge(registry, layer, "failing", SourceStatus.Counts::failing);
    }
  }

  private void counter(
      MeterRegistry registry,
      SourceLayer layer,
      String name,
      String result,
      ToLongFunction<SourceStatus.Counts> count) {
    FunctionCounter.builder("kms.policy.source." + name, source, it -> count(it, layer, count))
        .tag(LAYER, layer.text())
        .tag(RESULT, result)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      SourceLayer layer,
      String name,
      ToLongFunction<SourceStatus.Counts> count) {
    Gauge.builder("kms.policy.source." + name, source, it -> count(it, layer, count))
        .tag(LAYER, layer.text())
        .register(registry);
  }

  private static double count(
      SourceState source, SourceLayer layer, ToLongFunction<SourceStatus.Counts> count) {
    return source.status(layer).map(SourceStatus::counts).map(count::applyAsLong).orElse(0L);
  }
}
