package io.kmspolicy.meter;

import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * The meters of a source: loads, failures, and cache hits. They contain no ARNs and no principals.
 * The class needs Micrometer on the class path; the rest of the module does not.
 *
 * <p>Two sources in one registry need tags that distinguish them. Binding the second one is refused
 * otherwise.
 *
 * <pre>{@code
 * new SourceMetrics(source, Tags.of("client", "orders")).bindTo(registry);
 * }</pre>
 */
public final class SourceMetrics implements MeterBinder, AutoCloseable {

  private static final String LAYER = "layer";
  private static final String RESULT = "result";

  private final SourceState source;
  private final Tags tags;
  private final List<OwnMetrics> bound = new CopyOnWriteArrayList<>();

  /** Creates the meters of the only source of a registry. */
  public SourceMetrics(SourceState source) {
    this(source, Tags.empty());
  }

  /**
   * Creates the meters of a source.
   *
   * @param tags added to each meter; the same names with other values for each source of a registry
   */
  public SourceMetrics(SourceState source, Iterable<Tag> tags) {
    this.source = source;
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters.
   *
   * @throws IllegalStateException if the registry has the meters of another source with the same
   *     tags or with tags of other names; then nothing is registered
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    OwnMetrics meters = new OwnMetrics(registry, tags);
    for (SourceStatus status : source.statuses()) {
      SourceLayer layer = status.layer();
      counter(meters, layer, "loads", "success", SourceStatus.Counts::refreshes);
      counter(meters, layer, "loads", "failure", SourceStatus.Counts::failures);
      counter(meters, layer, "loads", "dropped", SourceStatus.Counts::dropped);
      counter(meters, layer, "questions", "hit", SourceStatus.Counts::hits);
      counter(meters, layer, "questions", "miss", SourceStatus.Counts::misses);
      gauge(meters, layer, "subjects", SourceStatus.Counts::subjects);
      gauge(meters, layer, "failing", SourceStatus.Counts::failing);
    }
    bound.add(meters);
  }

  private void counter(
      OwnMetrics meters,
      SourceLayer layer,
      String name,
      String result,
      ToLongFunction<SourceStatus.Counts> count) {
    meters.counter(
        "kms.policy.source." + name,
        "",
        Tags.of(LAYER, layer.text(), RESULT, result),
        source,
        it -> count(it, layer, count));
  }

  private void gauge(
      OwnMetrics meters,
      SourceLayer layer,
      String name,
      ToLongFunction<SourceStatus.Counts> count) {
    meters.gauge(
        "kms.policy.source." + name,
        "",
        "",
        Tags.of(LAYER, layer.text()),
        source,
        it -> count(it, layer, count));
  }

  private static double count(
      SourceState source, SourceLayer layer, ToLongFunction<SourceStatus.Counts> count) {
    return source.status(layer).map(SourceStatus::counts).map(count::applyAsLong).orElse(0L);
  }

  /** Removes the meters from the registries. */
  @Override
  public void close() {
    bound.forEach(OwnMetrics::remove);
    bound.clear();
  }
}
