package io.kmspolicy.interceptor;

import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of an interceptor. They carry no ARNs and no principals. Needs Micrometer on the class
 * path, which the rest of the module does not.
 *
 * <pre>{@code
 * new KmsPolicyMetrics(interceptor).bindTo(registry);
 * }</pre>
 */
public final class KmsPolicyMetrics implements MeterBinder {

  private final KmsPolicyInterceptor interceptor;

  /** Makes the meters of an interceptor. */
  public KmsPolicyMetrics(KmsPolicyInterceptor interceptor) {
    this.interceptor = interceptor;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    interceptor.observe(new Recorder(registry));
    counter(registry, "kms.policy.failures", it -> it.counts().failures());
    counter(registry, "kms.policy.undecided", it -> it.counts().undecided());
    counter(registry, "kms.policy.changed", it -> it.counts().changed());
    counter(registry, "kms.policy.budget.exhausted", KmsPolicyInterceptor::exhaustedChecks);
    for (DriftFinding finding : DriftFinding.values()) {
      FunctionCounter.builder("kms.policy.answers", interceptor, it -> it.findings(finding))
          .description("decisions compared with the answers of KMS")
          .tag("finding", finding.text())
          .register(registry);
    }
    for (String layer : interceptor.age().layers()) {
      Gauge.builder(
              "kms.policy.snapshot.age",
              interceptor,
              it -> it.age().seconds(layer).orElse(Double.NaN))
          .description("age of the oldest value that a layer answers with; none if it has none")
          .baseUnit("seconds")
          .tag("layer", layer)
          .register(registry);
    }
    bindRows(registry);
    interceptor
        .denialCache()
        .ifPresent(cache -> CaffeineCacheMetrics.monitor(registry, cache, "kms.policy.denials"));
  }

  private void bindRows(MeterRegistry registry) {
    rows(registry, "found", RowStatistics::found);
    rows(registry, "made", RowStatistics::made);
    rows(registry, "extended", RowStatistics::extended);
    rows(registry, "evicted", RowStatistics::evicted);
    Gauge.builder("kms.policy.rows.held", interceptor, it -> it.rowStatistics().held())
        .description("compiled decisions in the shared cache")
        .register(registry);
  }

  private void rows(
      MeterRegistry registry, String event, ToDoubleFunction<RowStatistics> statistic) {
    FunctionCounter.builder(
            "kms.policy.rows", interceptor, it -> statistic.applyAsDouble(it.rowStatistics()))
        .description("compiled decisions found, made, extended and evicted in the shared cache")
        .tag("event", event)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, ToDoubleFunction<KmsPolicyInterceptor> count) {
    FunctionCounter.builder(name, interceptor, count).register(registry);
  }

  /** Records each decision; looks a meter up only once. */
  private static final class Recorder implements DecisionListener {

    private final MeterRegistry registry;
    private final Timer evaluation;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

    private record Kind(
        String operation, String decision, EnforcementMode mode, Disposition fate) {}

    Recorder(MeterRegistry registry) {
      this.registry = registry;
      this.evaluation =
          Timer.builder("kms.policy.evaluation").description("time to decide").register(registry);
    }

    @Override
    public void decided(CallDecision call) {
      evaluation.record(call.nanos(), TimeUnit.NANOSECONDS);
      Kind kind = new Kind(call.operation(), call.decision().text(), call.mode(), call.fate());
      Counter counter = counters.get(kind);
      if (counter == null) {
        counter = counters.computeIfAbsent(kind, this::register);
      }
      counter.increment();
    }

    private Counter register(Kind kind) {
      return Counter.builder("kms.policy.decisions")
          .description("calls that were decided")
          .tag("operation", kind.operation())
          .tag("decision", kind.decision())
          .tag("mode", kind.mode().name().toLowerCase(Locale.ROOT))
          .tag("fate", kind.fate().name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }
}
