package io.kmspolicy.meter;

import io.kmspolicy.engine.DecisionListener;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the decisions of an authorizer by action and decision, as its listener. Actions that the
 * catalogue does not list count as {@code other}, so that callers cannot make any number of meters.
 * The class needs Micrometer on the class path; the rest of the module does not. Thread-safe.
 *
 * <pre>{@code
 * Authorizer authorizer =
 *     Authorizer.builder().listener(new DecisionMetrics(registry, Tags.empty())).build();
 * }</pre>
 */
public final class DecisionMetrics implements DecisionListener, AutoCloseable {

  private static final String OTHER = "other";

  private final KmsCatalogue catalogue = KmsCatalogue.bundled();
  private final OwnMetrics meters;
  private final MeterRegistry registry;

  /** By the action, the counter of each decision. */
  private final Map<String, Map<Decision, Counter>> counters = new ConcurrentHashMap<>();

  /**
   * Creates a counter of decisions.
   *
   * @param tags added to each meter; the same names with other values for each authorizer of a
   *     registry
   */
  public DecisionMetrics(MeterRegistry registry, Iterable<Tag> tags) {
    this.registry = registry;
    this.meters = new OwnMetrics(registry, Tags.of(tags));
  }

  @Override
  public void decided(Made made) {
    String name = made.action().name();
    Map<Decision, Counter> known = counters.get(name);
    if (known == null) {
      String action = catalogue.action(name).isPresent() ? name : OTHER;
      known = counters.computeIfAbsent(action, unused -> new ConcurrentHashMap<>());
      name = action;
    }
    Counter counter = known.get(made.decision());
    if (counter == null) {
      String action = name;
      counter = known.computeIfAbsent(made.decision(), decision -> register(action, decision));
    }
    counter.increment();
  }

  private Counter register(String action, Decision decision) {
    Counter counter =
        Counter.builder("kms.policy.authorizer.decisions")
            .description("decisions of the authorizer")
            .tags(meters.tags())
            .tag("action", action)
            .tag("decision", decision.text())
            .register(registry);
    meters.adopt(counter);
    return counter;
  }

  /** Removes the meters from the registry. */
  @Override
  public void close() {
    meters.remove();
    counters.clear();
  }
}
