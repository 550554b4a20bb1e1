package io.kmspolicy.interceptor.log;

import io.kmspolicy.meter.OwnMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * The meter of a decision log: {@code kms.policy.log}, by result. Needs Micrometer on the class
 * path, which the rest of the module does not.
 *
 * <p>Two logs in one registry need tags that distinguish them. Binding the second one is refused
 * otherwise.
 *
 * <pre>{@code
 * new DecisionLogMetrics(log, Tags.of("client", "orders")).bindTo(registry);
 * }</pre>
 */
public final class DecisionLogMetrics implements MeterBinder, AutoCloseable {

  private final DecisionLog log;
  private final Tags tags;
  private final List<OwnMetrics> bound = new CopyOnWriteArrayList<>();

  /** Makes the meters of the only log of a registry. */
  public DecisionLogMetrics(DecisionLog log) {
    this(log, Tags.empty());
  }

  /**
   * Makes the meters of a log.
   *
   * @param tags added to each meter; the same names with other values for each log of a registry
   */
  public DecisionLogMetrics(DecisionLog log, Iterable<Tag> tags) {
    this.log = log;
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters.
   *
   * @throws IllegalStateException if the registry has the meters of another log with the same tags
   *     or with tags of other names; then nothing is registered
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    OwnMetrics meters = new OwnMetrics(registry, tags);
    count(meters, "written", DecisionLog::written);
    count(meters, "dropped", DecisionLog::dropped);
    count(meters, "failed", DecisionLog::failed);
    count(meters, "leftOut", DecisionLog::leftOut);
    bound.add(meters);
  }

  private void count(OwnMetrics meters, String result, ToDoubleFunction<DecisionLog> count) {
    meters.counter(
        "kms.policy.log",
        "decisions written, dropped, failed and left out by the sample",
        Tags.of("result", result),
        log,
        count);
  }

  /** Removes the meters from the registries. */
  @Override
  public void close() {
    bound.forEach(OwnMetrics::remove);
    bound.clear();
  }
}
