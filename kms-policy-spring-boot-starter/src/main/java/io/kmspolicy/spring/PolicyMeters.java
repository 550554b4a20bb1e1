package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.KmsPolicyMetrics;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.interceptor.log.DecisionLogMetrics;
import io.kmspolicy.meter.SourceMetrics;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.source.SourceState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Binds the meters of the interceptor to the registries of the application: to the primary one, or
 * to all if none is. Removes the meters when the application ends.
 */
final class PolicyMeters implements SmartInitializingSingleton, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyMeters.class);

  private final InstalledPolicy policy;
  private final ObjectProvider<MeterRegistry> registries;
  private final List<Runnable> removals = new CopyOnWriteArrayList<>();

  PolicyMeters(InstalledPolicy policy, ObjectProvider<MeterRegistry> registries) {
    this.policy = policy;
    this.registries = registries;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      MeterRegistry primary = registries.getIfUnique();
      List<MeterRegistry> all = primary == null ? registries.stream().toList() : List.of(primary);
      all.forEach(registry -> policy.interceptor().ifPresent(it -> bind(it, registry)));
    } catch (Throwable e) { // An error of any kind would break the application.
      LOG.warn("the meters of the interceptor are not bound: {}", Quoting.oneLine(e.toString()));
    }
  }

  private void bind(KmsPolicyInterceptor interceptor, MeterRegistry registry) {
    KmsPolicyMetrics own = new KmsPolicyMetrics(interceptor);
    own.bindTo(registry);
    removals.add(own::close);
    for (SourceState source : policy.sources()) {
      SourceMetrics meters = new SourceMetrics(source);
      meters.bindTo(registry);
      removals.add(meters::close);
    }
    policy.log().ifPresent(log -> bind(log, registry));
  }

  private void bind(DecisionLog log, MeterRegistry registry) {
    DecisionLogMetrics meters = new DecisionLogMetrics(log);
    meters.bindTo(registry);
    removals.add(meters::close);
  }

  @Override
  public void close() {
    removals.forEach(Runnable::run);
    removals.clear();
  }
}
