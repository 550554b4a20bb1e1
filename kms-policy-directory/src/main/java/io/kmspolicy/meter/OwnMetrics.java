package io.kmspolicy.meter;

import io.kmspolicy.engine.RowStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The meters of one interceptor or source in a registry.
 *
 * <p>A registry that has a meter of the same name and tags returns that meter and drops the new
 * one, and some registries drop a meter whose tags have other names than those of its namesakes.
 * Both are refused here with an exception, and then no meter remains registered. Thread-safe.
 */
public final class OwnMetrics {

  private static final String ADVICE = "give each its own value of the same tags, such as ";

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> meters = new CopyOnWriteArrayList<>();

  /**
   * Creates an empty set of meters.
   *
   * @param tags the tags of all meters, which distinguish them from those of others
   */
  public OwnMetrics(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /** The tags of all meters. */
  public Tags tags() {
    return tags;
  }

  /**
   * Registers a counter that reads a count.
   *
   * @throws IllegalStateException if the registry has it already
   */
  public <T> void counter(
      String name, String description, Tags own, T subject, ToDoubleFunction<T> count) {
    add(
        name,
        () ->
            FunctionCounter.builder(name, subject, count)
                .description(description)
                .tags(tags)
                .tags(own)
                .register(registry));
  }

  /**
   * Registers a gauge.
   *
   * @param unit the unit; empty for a number
   * @throws IllegalStateException if the registry has it already
   */
  public <T> void gauge(
      String name,
      String description,
      String unit,
      Tags own,
      T subject,
      ToDoubleFunction<T> value) {
    add(
        name,
        () ->
            Gauge.builder(name, subject, value)
                .description(description)
                .baseUnit(unit.isEmpty() ? null : unit)
                .tags(tags)
                .tags(own)
                .register(registry));
  }

  /**
   * Registers the counters of compiled decisions, and the gauge of those that are held.
   *
   * @param name the name before {@code rows}
   * @throws IllegalStateException if the registry has one of them already
   */
  public <T> void rows(String name, T subject, Function<T, RowStatistics> statistics) {
    Map<String, ToLongFunction<RowStatistics>> events = new LinkedHashMap<>();
    events.put("found", RowStatistics::found);
    events.put("made", RowStatistics::made);
    events.put("extended", RowStatistics::extended);
    events.put("evicted", RowStatistics::evicted);
    events.forEach(
        (event, count) ->
            counter(
                name + ".rows",
                "compiled decisions found, made, extended and evicted in the shared cache",
                Tags.of("event", event),
                subject,
                it -> count.applyAsLong(statistics.apply(it))));
    gauge(
        name + ".rows.held",
        "compiled decisions in the shared cache",
        "",
        Tags.empty(),
        subject,
        it -> statistics.apply(it).held());
  }

  /**
   * Registers a timer that reads a count and a total time.
   *
   * @param nanos the total time in nanoseconds
   * @throws IllegalStateException if the registry has it already
   */
  public <T> void timer(
      String name,
      String description,
      T subject,
      ToLongFunction<T> count,
      ToDoubleFunction<T> nanos) {
    add(
        name,
        () ->
            FunctionTimer.builder(name, subject, count, nanos, TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry));
  }

  private void add(String name, Supplier<Meter> registration) {
    synchronized (OwnMetrics.class) {
      List<Meter> others = List.copyOf(registry.find(name).meters());
      Meter meter = registration.get();
      if (isOneOf(others, meter)) {
        throw refused("`" + name + "` with the same tags");
      }
      meters.add(meter);
      for (Meter other : others) {
        if (!names(other).equals(names(meter))) {
          throw refused("`" + name + "` with the tags " + names(other));
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // A registry returns its own meter in place of a new one.
  private static boolean isOneOf(List<Meter> others, Meter meter) {
    return others.stream().anyMatch(other -> other == meter);
  }

  private static Set<String> names(Meter meter) {
    return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet());
  }

  private IllegalStateException refused(String what) {
    remove();
    return new IllegalStateException(
        "the registry already has "
            + what
            + ", from another interceptor or source; "
            + ADVICE
            + "Tags.of(\"client\", \"orders\")");
  }

  /** Adds a meter that was registered elsewhere, so that {@link #remove} removes it. */
  public void adopt(Meter meter) {
    meters.add(meter);
  }

  /** Removes the meters from the registry. */
  public void remove() {
    meters.forEach(registry::remove);
    meters.clear();
  }
}
