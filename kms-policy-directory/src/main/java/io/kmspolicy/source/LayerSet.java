package io.kmspolicy.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The layers of one source, and the thread that starts their loads. */
public final class LayerSet implements SourceState, AutoCloseable {

  /** The time between two looks whether everything is loaded. */
  private static final long LOOK_MILLIS = 10;

  private final RefreshSettings settings;
  private final TimeSource time;
  private final Refresher refresher = new Refresher();
  private final Map<SourceLayer, LayerCache<?, ?>> layers = new EnumMap<>(SourceLayer.class);

  public LayerSet(RefreshSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  /** Adds a layer; only before {@link #start}. */
  public <K, V> LayerCache<K, V> add(SourceLayer layer, LayerLoader<K, V> loader) {
    return add(layer, new LayerCache<>(layer, loader, settings, time));
  }

  /** Adds a layer with values that never change; only before {@link #start}. */
  public <K, V> LayerCache<K, V> add(
      SourceLayer layer, LayerLoader<K, V> loader, Predicate<K> constant) {
    return add(layer, new LayerCache<>(layer, loader, settings, time, constant));
  }

  /**
   * Adds a layer whose values may be incomplete; only before {@link #start}.
   *
   * @param problems why parts of a value are unknown; empty if the value is complete
   */
  public <K, V> LayerCache<K, V> add(
      SourceLayer layer,
      LayerLoader<K, V> loader,
      Predicate<K> constant,
      Function<V, List<String>> problems) {
    return add(layer, new LayerCache<>(layer, loader, settings, time, constant, problems));
  }

  private <K, V> LayerCache<K, V> add(SourceLayer layer, LayerCache<K, V> cache) {
    layers.put(layer, cache);
    refresher.atEachTick(cache::look);
    return cache;
  }

  /** Adds a task that runs before the layers start the loads that are due. */
  public void beforeEachTick(Runnable task) {
    refresher.beforeEachTick(task);
  }

  public void start() {
    refresher.start(settings.tick());
  }

  /**
   * Waits until every subject that is kept or was asked for has an answer.
   *
   * @param complete another condition to wait for
   * @return whether all have; false if the time has elapsed
   */
  public boolean awaitLoaded(Duration timeout, BooleanSupplier complete)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!complete.getAsBoolean() || !layers.values().stream().allMatch(LayerCache::isLoaded)) {
      if (Duration.ofNanos(System.nanoTime() - start).compareTo(timeout) > 0) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  @Override
  public Optional<Instant> loadedAt(SourceLayer layer) {
    LayerCache<?, ?> cache = layers.get(layer);
    return cache == null ? Optional.empty() : cache.age().map(time::ago);
  }

  @Override
  public Map<String, Instant> loadedAt() {
    Map<String, Instant> times = new HashMap<>();
    for (LayerCache<?, ?> cache : layers.values()) {
      cache.age().map(time::ago).ifPresent(loaded -> times.put(cache.layer().text(), loaded));
    }
    return times;
  }

  @Override
  public Set<String> layers() {
    return layers.keySet().stream().map(SourceLayer::text).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<SourceStatus> status(SourceLayer layer) {
    return Optional.ofNullable(layers.get(layer)).map(LayerCache::status);
  }

  @Override
  public List<SourceStatus> statuses() {
    return layers.values().stream()
        .sorted(Comparator.comparing(LayerCache::layer))
        .map(LayerCache::status)
        .toList();
  }

  @Override
  public void close() {
    refresher.close();
    layers.values().forEach(LayerCache::close);
  }
}
