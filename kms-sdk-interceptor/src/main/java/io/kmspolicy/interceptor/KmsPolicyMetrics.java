package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.DecisionReason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.meter.OwnMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of an interceptor. They carry no ARNs and no principals. Needs Micrometer on the class
 * path, which the rest of the module does not.
 *
 * <p>Two interceptors in one registry need tags that distinguish them. Binding the second one is
 * refused otherwise.
 *
 * <pre>{@code
 * new KmsPolicyMetrics(interceptor, Tags.of("client", "orders")).bindTo(registry);
 * }</pre>
 */
public final class KmsPolicyMetrics implements MeterBinder, AutoCloseable {

  private static final String DENIALS = "kms.policy.denials";

  private final KmsPolicyInterceptor interceptor;
  private final Tags tags;
  private final List<Binding> bindings = new CopyOnWriteArrayList<>();

  /** The meters in one registry, and the listener that records them. */
  private record Binding(OwnMetrics meters, Recorder recorder) {}

  /** Makes the meters of the only interceptor of a registry. */
  public KmsPolicyMetrics(KmsPolicyInterceptor interceptor) {
    this(interceptor, Tags.empty());
  }

  /**
   * Makes the meters of an interceptor.
   *
   * @param tags added to each meter; the same names with other values for each interceptor of a
   *     registry
   */
  public KmsPolicyMetrics(KmsPolicyInterceptor interceptor, Iterable<Tag> tags) {
    this.interceptor = interceptor;
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters.
   *
   * @throws IllegalStateException if the registry has the meters of another interceptor with the
   *     same tags or with tags of other names; then nothing is registered
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    OwnMetrics meters = new OwnMetrics(registry, tags);
    count(meters, "kms.policy.failures", it -> it.counts().failures());
    count(meters, "kms.policy.undecided", it -> it.counts().undecided());
    count(meters, "kms.policy.changed", it -> it.counts().changed());
    count(meters, "kms.policy.budget.exhausted", KmsPolicyInterceptor::exhaustedChecks);
    count(meters, "kms.policy.explanations.dropped", it -> it.counts().explanationsDropped());
    for (DriftFinding finding : DriftFinding.values()) {
      meters.counter(
          "kms.policy.answers",
          "decisions compared with the responses of KMS",
          Tags.of("finding", finding.text()),
          interceptor,
          it -> it.findings(finding));
    }
    for (String layer : interceptor.age().layers()) {
      meters.gauge(
          "kms.policy.snapshot.age",
          "age of the oldest value that a layer answers with; none if it has none",
          "seconds",
          Tags.of("layer", layer),
          interceptor,
          it -> it.age().seconds(layer).orElse(Double.NaN));
    }
    meters.rows("kms.policy", interceptor, KmsPolicyInterceptor::rowStatistics);
    interceptor.denialCache().ifPresent(cache -> bindCache(cache, meters, registry));
    Recorder recorder = new Recorder(registry, meters, interceptor.openReasons());
    bindings.add(new Binding(meters, recorder));
    interceptor.observe(recorder);
  }

  private void bindCache(Cache<?, ?> cache, OwnMetrics meters, MeterRegistry registry) {
    new CaffeineCacheMetrics<>(cache, DENIALS, tags).bindTo(registry);
    registry.getMeters().stream()
        .filter(meter -> DENIALS.equals(meter.getId().getTag("cache")))
        .filter(meter -> meter.getId().getTags().containsAll(tags.stream().toList()))
        .forEach(meters::adopt);
  }

  private void count(OwnMetrics meters, String name, ToDoubleFunction<KmsPolicyInterceptor> count) {
    meters.counter(name, "", Tags.empty(), interceptor, count);
  }

  /** Removes the meters from the registries. */
  @Override
  public void close() {
    for (Binding binding : bindings) {
      interceptor.unobserve(binding.recorder());
      binding.recorder().closed = true;
      binding.meters().remove();
    }
    bindings.clear();
  }

  /** Records each decision; looks a meter up only once. */
  private static final class Recorder implements DecisionListener {

    private final MeterRegistry registry;
    private final OwnMetrics meters;
    private final OpenReasons open;
    private final Timer evaluation;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private record Kind(
        String operation,
        String decision,
        EnforcementMode mode,
        Disposition disposition,
        DecisionReason reason) {}

    Recorder(MeterRegistry registry, OwnMetrics meters, OpenReasons open) {
      this.registry = registry;
      this.meters = meters;
      this.open = open;
      this.evaluation =
          Timer.builder("kms.policy.evaluation")
              .description("time to decide")
              .tags(meters.tags())
              .register(registry);
      meters.adopt(evaluation);
    }

    @Override
    public void decided(CallDecision call) {
      evaluation.record(call.nanos(), TimeUnit.NANOSECONDS);
      DecisionReason known = DecisionReason.of(call.decision());
      if (known == null) {
        open.tell(call, reason -> count(call, reason));
      } else {
        count(call, known);
      }
    }

    /** On the thread of the call, or later on the one that has found the reason. */
    private void count(CallDecision call, DecisionReason reason) {
      if (closed) {
        return;
      }
      Kind kind =
          new Kind(
              call.operation(), call.decision().text(), call.mode(), call.disposition(), reason);
      Counter counter = counters.get(kind);
      if (counter == null) {
        counter = counters.computeIfAbsent(kind, this::register);
      }
      counter.increment();
    }

    private Counter register(Kind kind) {
      Counter counter =
          Counter.builder("kms.policy.decisions")
              .description("calls that were decided")
              .tags(meters.tags())
              .tag("operation", kind.operation())
              .tag("decision", kind.decision())
              .tag("mode", kind.mode().name().toLowerCase(Locale.ROOT))
              .tag("disposition", kind.disposition().name().toLowerCase(Locale.ROOT))
              .tag("reason", kind.reason().text())
              .register(registry);
      meters.adopt(counter);
      return counter;
    }
  }
}
