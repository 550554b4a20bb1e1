package io.kmspolicy.source;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The cached value of one subject of a layer, and the time of its next load. */
final class CacheEntry<K, V> {

  /**
   * The immutable state of the entry.
   *
   * @param answer the value of the last successful load
   * @param loaded when that load began; null if there was none
   * @param tried when the last load ended; null if a load is due
   * @param pause how many milliseconds to wait from then on
   * @param failuresInARow how many of the last loads failed
   * @param outdated whether the source has shown that the value differs from what is there
   * @param recovered when the value was replaced after it was known to be outdated; null if it
   *     never was
   */
  private record Known<V>(
      Optional<V> answer,
      @Nullable Instants loaded,
      @Nullable Instants tried,
      long pause,
      int failuresInARow,
      boolean outdated,
      @Nullable Instants recovered) {

    boolean isKnownToBeOutdated() {
      return loaded != null && (outdated || failuresInARow > 0);
    }
  }

  /**
   * How long a value counts as outdated after it was replaced: decisions that were taken with the
   * old value may not have been enforced yet.
   */
  private static final long LINGER_MILLIS = 1_000;

  private static final int MAXIMUM_DOUBLINGS = 16;

  /** Questions are not counted further: the counter would be written at each of them. */
  private static final int MAXIMUM_QUESTIONS = 1_000;

  private final K subject;
  private final boolean constant;
  private final AtomicBoolean claimed = new AtomicBoolean();

  /** The questions since the last load, counted without a lock, so only approximately. */
  private volatile int questions;

  /** Whether a load was made due after the last one began, which may not have found the change. */
  private boolean dueAgain;

  private volatile Known<V> known = new Known<>(Optional.empty(), null, null, 0, 0, false, null);

  /**
   * Creates an entry without a value.
   *
   * @param constant whether the value never changes
   */
  CacheEntry(K subject, boolean constant) {
    this.subject = subject;
    this.constant = constant;
  }

  /** Counts a question about the subject. */
  void asked() {
    int before = questions;
    if (before < MAXIMUM_QUESTIONS) {
      questions = before + 1;
    }
  }

  /** The approximate number of questions since the last load. */
  int questions() {
    return questions;
  }

  boolean isConstant() {
    return constant;
  }

  K subject() {
    return subject;
  }

  /** The value of the last successful load, unless it is too old. */
  Optional<V> answer(TimeSource time, long maximumAgeMillis) {
    Known<V> current = known;
    return current.loaded == null || (!constant && time.isOlder(current.loaded, maximumAgeMillis))
        ? Optional.empty()
        : current.answer;
  }

  /** Whether the last value, however old it is, satisfies a predicate. */
  boolean lastMatches(BiPredicate<K, V> matches) {
    return known.answer.filter(value -> matches.test(subject, value)).isPresent();
  }

  boolean isFailing() {
    return known.failuresInARow > 0;
  }

  /**
   * Whether the value is known to be outdated: the source has shown that it differs from what is
   * there, or a load has failed since. A subject without a value is unknown, not outdated.
   */
  boolean isOutdated(TimeSource time) {
    Known<V> current = known;
    return current.isKnownToBeOutdated()
        || (current.recovered != null && !time.isOlder(current.recovered, LINGER_MILLIS));
  }

  /** Notes that the value differs from what is there; the next successful load takes it back. */
  synchronized void markOutdated() {
    Known<V> before = known;
    known =
        new Known<>(
            before.answer,
            before.loaded,
            before.tried,
            before.pause,
            before.failuresInARow,
            true,
            before.recovered);
  }

  /** When the value was loaded; null if there is no value or it is too old. */
  @Nullable Instants loaded(Instants now, long maximumAgeMillis) {
    Instants loaded = known.loaded;
    return loaded == null || (!constant && loaded.ageMillis(now) > maximumAgeMillis)
        ? null
        : loaded;
  }

  /** How many milliseconds a load is overdue; negative if none is due yet. */
  long overdue(Instants now) {
    Known<V> current = known;
    return current.tried == null ? Long.MAX_VALUE : current.tried.ageMillis(now) - current.pause;
  }

  /** Whether a load is due; allocates nothing. */
  boolean isDue(TimeSource time) {
    Known<V> current = known;
    return current.tried == null || time.isOlder(current.tried, current.pause);
  }

  /** Whether no load is queued or running. */
  boolean isWaiting() {
    return !claimed.get();
  }

  /** Reserves the entry for one load; a caller that gets true must call {@link #release}. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void release() {
    claimed.set(false);
  }

  /** Notes that a load begins: it finds what was reported before. */
  synchronized void begins() {
    dueAgain = false;
  }

  /** Stores a value. Its age is measured from the start of its load. */
  synchronized void succeeded(V value, Instants start, Instants end, long pause) {
    Known<V> before = known;
    Instants recovered = before.isKnownToBeOutdated() ? end : before.recovered;
    Instants tried = dueAgain ? null : start;
    questions = 0;
    known = new Known<>(Optional.of(value), start, tried, pause, 0, false, recovered);
  }

  synchronized void failed(Instants now, RefreshSettings settings, double random) {
    Known<V> before = known;
    questions = 0;
    long retry = settings.retry().toMillis() << Math.min(before.failuresInARow, MAXIMUM_DOUBLINGS);
    long pause = Math.min(retry, settings.interval().toMillis());
    known =
        new Known<>(
            before.answer,
            before.loaded,
            now,
            LayerCache.jittered(pause, random),
            before.failuresInARow + 1,
            before.outdated,
            before.recovered);
  }

  /** Makes a load due, unless the value is younger than this or never changes. */
  void makeDueIfOlder(Instants now, long millis) {
    Instants loaded = known.loaded;
    if (!constant && loaded != null && loaded.ageMillis(now) > millis) {
      setDue();
    }
  }

  /** Makes a load due at the next look; if one is running, another after it. */
  synchronized void makeDue() {
    dueAgain = true;
    setDue();
  }

  private synchronized void setDue() {
    Known<V> before = known;
    known =
        new Known<>(
            before.answer,
            before.loaded,
            null,
            0,
            before.failuresInARow,
            before.outdated,
            before.recovered);
  }
}
