package io.kmspolicy.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of one layer: a value for each subject that was asked for.
 *
 * <p>The first question about a subject has no answer and starts a load in the background. A value
 * is loaded again every interval and is replaced when the load ends. A failed load keeps the old
 * value, which is then known to be outdated, and is repeated with exponential backoff. The loads of
 * a layer run one after the other, in the order of {@link LoadQueue}. A load that does not end
 * makes its value outdated, and later counts as failed.
 *
 * <p>Subjects without a value are held apart, because callers can name keys that do not exist: new
 * subjects, subjects whose first load failed, and subjects whose answer is that they do not exist
 * or are not known. They never evict a subject that has a value, and they are loaded again only
 * after another question.
 *
 * <p>Caffeine bounds the number of subjects and drops unused ones. Its own refreshing is not used:
 * it starts when a value is read, and it does not report how old a value is whose loads fail.
 */
public final class LayerCache<K, V> implements AutoCloseable {

  /** The part of the subjects that may be without a value. */
  private static final int SHARE_WITHOUT_VALUE = 4;

  /** A load that takes longer may never end: its value is outdated until it ends. */
  private static final long SLOW_MILLIS = 30_000;

  /** A load that takes longer has failed, and loses its thread. */
  private static final long MAX_LOAD_MILLIS = 600_000;

  private static final int MAX_LOGGED_PROBLEMS = 20;
  private static final double JITTER = 0.2;
  private static final Logger LOG = LoggerFactory.getLogger(LayerCache.class);

  private static final long NEVER = Long.MAX_VALUE / 2;

  private final SourceLayer layer;
  private final Predicate<K> constant;
  private final LayerLoader<K, V> loader;
  private final RefreshSettings settings;
  private final TimeSource time;
  private final Function<V, List<String>> problemsOf;
  private final LoadQueue<K, V> queue;
  private final long maximumAgeMillis;

  /** The subjects that have a value or are kept. */
  private final Cache<K, CacheEntry<K, V>> entries;

  /** The subjects without a value. A subject is in one of the two caches. */
  private final Cache<K, CacheEntry<K, V>> candidates;

  private final LongAdder refreshes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicReference<@Nullable Running<K, V>> running = new AtomicReference<>();
  private volatile boolean closed;
  private volatile List<String> problems = List.of();

  /** Counts how often a value was found to be outdated, each time after its entry shows that. */
  private final AtomicLong outdatedMarks = new AtomicLong();

  /** The count at which no value was outdated. */
  private volatile long clearMark;

  /** Changes together with the values, under {@link #publishing}. */
  private volatile @Nullable Instants oldest;

  /** Held by the threads that load and look, never by a caller. */
  private final Object publishing = new Object();

  private volatile SourceStatus.@Nullable Event success;
  private volatile SourceStatus.@Nullable Event failure;

  /** A load that has begun and not ended. */
  private record Running<K, V>(CacheEntry<K, V> entry, Instants start) {}

  LayerCache(
      SourceLayer layer, LayerLoader<K, V> loader, RefreshSettings settings, TimeSource time) {
    this(layer, loader, settings, time, subject -> false);
  }

  /**
   * Creates a layer.
   *
   * @param constant whether the value of a subject never changes: then it is loaded once and has no
   *     age
   */
  LayerCache(
      SourceLayer layer,
      LayerLoader<K, V> loader,
      RefreshSettings settings,
      TimeSource time,
      Predicate<K> constant) {
    this(layer, loader, settings, time, constant, value -> List.of());
  }

  LayerCache(
      SourceLayer layer,
      LayerLoader<K, V> loader,
      RefreshSettings settings,
      TimeSource time,
      Predicate<K> constant,
      Function<V, List<String>> problemsOf) {
    this.problemsOf = problemsOf;
    this.layer = layer;
    this.constant = constant;
    this.loader = loader;
    this.settings = settings;
    this.time = time;
    this.queue = new LoadQueue<>(layer.text(), this::load);
    this.maximumAgeMillis = settings.maximumAge().toMillis();
    this.entries = cache(settings.maximumSubjects());
    this.candidates = cache(Math.max(1, settings.maximumSubjects() / SHARE_WITHOUT_VALUE));
  }

  private Cache<K, CacheEntry<K, V>> cache(long maximumSize) {
    return Caffeine.newBuilder()
        .maximumSize(maximumSize)
        .expireAfterAccess(settings.idle())
        .ticker(time.ticker()::getAsLong)
        .executor(Runnable::run)
        .build();
  }

  /** A wait, reduced by a random part of up to a fifth, so that loads are spread over time. */
  public static long jittered(long wait, double random) {
    return Math.max(1, (long) (wait * (1 - JITTER * random)));
  }

  SourceLayer layer() {
    return layer;
  }

  private CacheEntry<K, V> entry(K subject) {
    return new CacheEntry<>(subject, constant.test(subject));
  }

  /** The value of a subject; starts a load if there is none. Never blocks. */
  public Optional<V> get(K subject) {
    CacheEntry<K, V> entry = entries.getIfPresent(subject);
    Optional<V> answer = entry == null ? candidate(subject) : answer(entry);
    (answer.isPresent() ? hits : misses).increment();
    return answer;
  }

  private Optional<V> answer(CacheEntry<K, V> entry) {
    return entry.answer(time, maximumAgeMillis);
  }

  /** The answer for a subject that had no value, before the load that it asks for. */
  private Optional<V> candidate(K subject) {
    CacheEntry<K, V> entry = candidates.getIfPresent(subject);
    if (entry == null) {
      entry =
          candidates
              .asMap()
              .compute(subject, (same, before) -> before == null ? unlessHeld(same) : before);
    }
    if (entry == null) {
      CacheEntry<K, V> held = entries.getIfPresent(subject);
      return held == null ? Optional.empty() : answer(held); // It got its value a moment ago.
    }
    Optional<V> answer = answer(entry);
    ask(entry);
    return answer;
  }

  private @Nullable CacheEntry<K, V> unlessHeld(K subject) {
    return entries.getIfPresent(subject) == null ? entry(subject) : null;
  }

  /** The entry of a subject; null if there is none. */
  private @Nullable CacheEntry<K, V> find(K subject) {
    CacheEntry<K, V> entry = entries.getIfPresent(subject);
    return entry == null ? candidates.getIfPresent(subject) : entry;
  }

  /** The value of a subject; starts no load. */
  public Optional<V> peek(K subject) {
    CacheEntry<K, V> entry = find(subject);
    return entry == null ? Optional.empty() : entry.answer(time, maximumAgeMillis);
  }

  /**
   * Whether the value of a subject is known to be outdated: a load has failed since, or the source
   * has shown that the value differs from what is there.
   */
  public boolean isOutdated(K subject) {
    CacheEntry<K, V> entry = find(subject);
    return entry != null && entry.isOutdated(time);
  }

  /** The same for any subject whose last value matches; cheap while all loads succeed. */
  public boolean isAnyOutdated(BiPredicate<K, V> matches) {
    if (outdatedMarks.get() == clearMark) {
      return false;
    }
    for (CacheEntry<K, V> entry : entries.asMap().values()) {
      if (entry.isOutdated(time) && entry.lastMatches(matches)) {
        return true;
      }
    }
    return false;
  }

  /** Notes that the value of a subject differs from what is there now. */
  public void markOutdated(K subject) {
    CacheEntry<K, V> entry = find(subject);
    if (entry != null) {
      entry.markOutdated();
      outdatedMarks.incrementAndGet();
    }
  }

  /** The origin and the age of a subject's value; empty if it has none. */
  public String provenance(K subject, String origin) {
    CacheEntry<K, V> entry = find(subject);
    Instants now = time.now();
    Instants loaded = entry == null ? null : entry.loaded(now, maximumAgeMillis);
    return loaded == null ? "" : origin + ", " + loaded.age(now).toSeconds() + " s ago";
  }

  /** Adds a subject, or marks it as used; a subject without a value is loaded at the next look. */
  public void keep(K subject) {
    if (entries.getIfPresent(subject) == null) {
      candidates.invalidate(subject);
      var unused = entries.get(subject, this::entry);
    }
  }

  /**
   * Removes a subject and its value. The order matters: a load that ends meanwhile moves the
   * subject from the candidates to the entries.
   */
  public void forget(K subject) {
    candidates.invalidate(subject);
    entries.invalidate(subject);
  }

  /** Removes all subjects and their values. */
  public void forgetAll() {
    candidates.invalidateAll();
    entries.invalidateAll();
  }

  /** Makes a load of a subject due, unless it is failing or was loaded a moment ago. */
  public void makeDue(K subject) {
    CacheEntry<K, V> entry = find(subject);
    if (entry != null && !entry.isFailing()) {
      entry.makeDueIfOlder(time.now(), settings.retry().toMillis());
    }
  }

  /**
   * Makes a load of every subject due that begins after this call; the values stay until it ends.
   */
  public void refreshSoon() {
    entries.asMap().values().forEach(CacheEntry::makeDue);
    candidates.asMap().values().forEach(CacheEntry::makeDue);
  }

  /** Starts the loads that are due, the most overdue first, and finds the oldest value. */
  void look() {
    entries.cleanUp();
    candidates.cleanUp();
    Instants now = time.now();
    checkRunning(now);
    List<CacheEntry<K, V>> due;
    synchronized (publishing) {
      due = due(now);
    }
    int room = queue.room();
    if (due.size() > room) {
      due.sort(Comparator.comparing((CacheEntry<K, V> entry) -> entry.overdue(now)).reversed());
    }
    due.stream().limit(room).filter(this::claimed).forEach(queue::addRefresh);
  }

  /** The entries that are due; finds the oldest value, and whether any is outdated. */
  private List<CacheEntry<K, V>> due(Instants now) {
    List<CacheEntry<K, V>> due = new ArrayList<>();
    Instants first = null;
    long mark = outdatedMarks.get();
    boolean outdated = false;
    for (CacheEntry<K, V> entry : entries.asMap().values()) {
      if (entry.isWaiting() && entry.overdue(now) >= 0) {
        due.add(entry);
      }
      outdated |= entry.isOutdated(time);
      Instants loaded = entry.loaded(now, maximumAgeMillis);
      if (loaded != null
          && !entry.isConstant()
          && (first == null || loaded.ageMillis(now) > first.ageMillis(now))) {
        first = loaded;
      }
    }
    if (!outdated) {
      clearMark = mark;
    }
    oldest = first;
    return due;
  }

  /** Counts a question about a subject without a value, and starts a load if one is due. */
  private void ask(CacheEntry<K, V> entry) {
    entry.asked();
    if (entry.isWaiting() && claimed(entry)) {
      queue.addNew(entry);
    }
  }

  /** Claims an entry for a load, if one is due. */
  private boolean claimed(CacheEntry<K, V> entry) {
    if (!entry.isDue(time) || !entry.claim()) {
      return false;
    }
    if (entry.isDue(time)) {
      return true;
    }
    entry.release(); // It was loaded after it was found to be due.
    return false;
  }

  /** Whether an entry was neither forgotten nor evicted; does not count as a use of it. */
  @SuppressWarnings("ReferenceEquality") // A forgotten subject has another entry, or none.
  private boolean isHeld(CacheEntry<K, V> entry) {
    return entries.policy().getIfPresentQuietly(entry.subject()) == entry
        || candidates.policy().getIfPresentQuietly(entry.subject()) == entry;
  }

  /**
   * Notes that a load does not end, such as one of a file that has become a pipe, or of a share
   * that does not respond.
   */
  private void checkRunning(Instants now) {
    Running<K, V> load = running.get();
    if (load == null) {
      return;
    }
    long age = load.start.ageMillis(now);
    if (age > SLOW_MILLIS) {
      load.entry.markOutdated();
      outdatedMarks.incrementAndGet();
    }
    if (age > MAX_LOAD_MILLIS && queue.abandon(() -> running.compareAndSet(load, null))) {
      end(
          load.entry,
          () ->
              failed(
                  load.entry,
                  new SourceException("the load has not ended after " + age / 1_000 + " s")));
    }
  }

  private void load(CacheEntry<K, V> entry) {
    if (!isHeld(entry)) {
      entry.release();
      return;
    }
    Running<K, V> load = new Running<>(entry, time.now());
    running.set(load);
    entry.begins();
    Supplier<LongAdder> end;
    try {
      V value = loader.load(entry.subject());
      List<String> found = problemsOf.apply(value);
      end = () -> succeeded(entry, value, load.start, found);
    } catch (Throwable e) { // Also an OutOfMemoryError is a failed load, and is reported as one.
      end = () -> failed(entry, e);
    }
    if (!running.compareAndSet(load, null)) {
      queue.abandonedLoadEnded();
      return;
    }
    end(entry, end);
  }

  /**
   * Takes over the result of a load. Its count comes last: who reads the count finds the state of
   * the load, and an entry that can be loaded again.
   */
  private void end(CacheEntry<K, V> entry, Supplier<LongAdder> result) {
    LongAdder count = failures;
    try {
      count = result.get();
    } catch (Throwable e) {
      count = failed(entry, e);
    } finally {
      entry.release();
      count.increment();
    }
  }

  /** Whether a value means that the subject does not exist or is not known. */
  private static boolean isNegative(Object value) {
    return value instanceof PolicyLayer.Unknown
        || value instanceof GrantLayer.Unknown
        || (value instanceof Optional<?> found && found.isEmpty());
  }

  /** Holds a subject that has a value now, unless it was forgotten while it was loaded. */
  @SuppressWarnings("ReferenceEquality") // A forgotten subject has another entry, or none.
  private void hold(CacheEntry<K, V> loaded) {
    candidates
        .asMap()
        .computeIfPresent(
            loaded.subject(),
            (subject, entry) -> {
              if (entry != loaded) {
                return entry;
              }
              entries.put(subject, entry);
              return null;
            });
  }

  /**
   * Takes over a loaded value. What the status says of it is there before the value is, so that no
   * question finds a value without an age.
   */
  private LongAdder succeeded(CacheEntry<K, V> entry, V value, Instants start, List<String> found) {
    long wait =
        entry.isConstant()
            ? NEVER
            : jittered(settings.interval().toMillis(), ThreadLocalRandom.current().nextDouble());
    success = new SourceStatus.Event(time.wall().instant(), "");
    boolean isReported = found.equals(problems);
    problems = found;
    boolean isNegative = isNegative(value);
    synchronized (publishing) {
      if (oldest == null && !entry.isConstant() && !isNegative) {
        oldest = start;
      }
      entry.succeeded(value, start, time.now(), wait);
      if (!isNegative) {
        hold(entry);
      }
    }
    if (failing.compareAndSet(true, false)) {
      LOG.info("the layer `{}` loads again", layer.text());
    }
    if (!isReported) {
      report(found);
    }
    return refreshes;
  }

  /** Logs the problems of a value, which are not those of the value before. */
  private void report(List<String> found) {
    if (found.isEmpty()) {
      LOG.info("the layer `{}` is complete again", layer.text());
    } else {
      LOG.warn(
          "parts of the layer `{}` are unknown and stop no call:\n{}",
          layer.text(),
          String.join("\n", found.subList(0, Math.min(found.size(), MAX_LOGGED_PROBLEMS))));
    }
  }

  private LongAdder failed(CacheEntry<K, V> entry, Throwable problem) {
    entry.failed(time.now(), settings, ThreadLocalRandom.current().nextDouble());
    outdatedMarks.incrementAndGet();
    String reason = FailureText.of(problem);
    failure = new SourceStatus.Event(time.wall().instant(), reason);
    if (!closed && failing.compareAndSet(false, true)) {
      LOG.warn(
          "the layer `{}` cannot be loaded; it stops no call until it is loaded again: {}",
          layer.text(),
          reason);
    }
    return failures;
  }

  /** The age of the oldest value that is not too old. */
  Optional<Duration> age() {
    Instants moment = oldest;
    return moment == null
        ? Optional.empty()
        : Optional.of(moment.age(time.now()))
            .filter(age -> age.compareTo(settings.maximumAge()) <= 0);
  }

  /** Whether every subject that is kept or was asked for has an answer. */
  boolean isLoaded() {
    Instants now = time.now();
    return all().stream().allMatch(entry -> entry.loaded(now, maximumAgeMillis) != null);
  }

  /**
   * The entries of both caches. The order matters: a subject that gets its value meanwhile moves
   * from the candidates to the entries, and is found in one of them, or twice as the same entry.
   */
  private Set<CacheEntry<K, V>> all() {
    Set<CacheEntry<K, V>> all = new HashSet<>(candidates.asMap().values());
    all.addAll(entries.asMap().values());
    return all;
  }

  /** The state of the layer. */
  public SourceStatus status() {
    Instants now = time.now();
    Set<CacheEntry<K, V>> all = all();
    SourceStatus.Counts counts =
        new SourceStatus.Counts(
            all.size(),
            all.stream().filter(entry -> entry.loaded(now, maximumAgeMillis) != null).count(),
            all.stream().filter(CacheEntry::isFailing).count(),
            refreshes.sum(),
            failures.sum(),
            hits.sum(),
            misses.sum(),
            queue.dropped());
    Duration age = age().orElse(null);
    return new SourceStatus(
        layer, counts, age == null ? null : time.ago(age), age, success, failure, problems);
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
  }
}
