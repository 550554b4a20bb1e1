package io.kmspolicy.meter;

import io.kmspolicy.engine.Authorizer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The meters of an authorizer: its rows with their size, the time of first decisions, the age of
 * the last publication, the checks that used up their steps, and the failures of its listeners.
 * They are read from counters that the authorizer has anyway; {@link DecisionMetrics} counts the
 * decisions. They contain no ARNs and no principals. The class needs Micrometer on the class path;
 * the rest of the module does not.
 *
 * <p>Two authorizers in one registry need tags that distinguish them. Binding the second one is
 * refused otherwise.
 *
 * <pre>{@code
 * new AuthorizerMetrics(authorizer, Tags.of("authorizer", "console")).bindTo(registry);
 * }</pre>
 */
public final class AuthorizerMetrics implements MeterBinder, AutoCloseable {

  private static final double NANOS_OF_SECOND = 1e9;

  private final Authorizer authorizer;
  private final Tags tags;
  private final List<OwnMetrics> bound = new CopyOnWriteArrayList<>();

  /** Creates the meters of the only authorizer of a registry. */
  public AuthorizerMetrics(Authorizer authorizer) {
    this(authorizer, Tags.empty());
  }

  /**
   * Creates the meters of an authorizer.
   *
   * @param tags added to each meter; the same names with other values for each authorizer of a
   *     registry
   */
  public AuthorizerMetrics(Authorizer authorizer, Iterable<Tag> tags) {
    this.authorizer = authorizer;
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters.
   *
   * @throws IllegalStateException if the registry has the meters of another authorizer with the
   *     same tags or with tags of other names; then nothing is registered
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    OwnMetrics meters = new OwnMetrics(registry, tags);
    meters.rows("kms.policy.authorizer", authorizer, Authorizer::rowStatistics);
    meters.gauge(
        "kms.policy.authorizer.rows.size",
        "approximate size of the cached decisions of all callers",
        "bytes",
        Tags.empty(),
        authorizer,
        Authorizer::rowBytes);
    meters.gauge(
        "kms.policy.authorizer.publication.age",
        "time since policies were published last",
        "seconds",
        Tags.empty(),
        authorizer,
        AuthorizerMetrics::publicationAge);
    meters.timer(
        "kms.policy.authorizer.first.decisions",
        "decisions that made or extended a compiled decision, and the time that it took",
        authorizer,
        Authorizer::firstDecisions,
        it -> it.firstDecisionTime().toNanos());
    meters.counter(
        "kms.policy.authorizer.budget.exhausted",
        "checks that used up their steps and were answered indeterminate",
        Tags.empty(),
        authorizer,
        Authorizer::exhaustedChecks);
    meters.counter(
        "kms.policy.authorizer.listener.failures",
        "exceptions of listeners, which were dropped",
        Tags.empty(),
        authorizer,
        Authorizer::listenerFailures);
    bound.add(meters);
  }

  private static double publicationAge(Authorizer authorizer) {
    return authorizer
        .publicationAge()
        .map(age -> age.toNanos() / NANOS_OF_SECOND)
        .orElse(Double.NaN);
  }

  /** Removes the meters from the registries. */
  @Override
  public void close() {
    bound.forEach(OwnMetrics::remove);
    bound.clear();
  }
}
