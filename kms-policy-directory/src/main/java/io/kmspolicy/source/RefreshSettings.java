package io.kmspolicy.source;

import java.time.Duration;

/**
 * When a source loads again.
 *
 * @param interval how long a value counts as fresh; up to a fifth is taken off at random, so that
 *     many processes do not ask at the same time
 * @param retry how long to wait after a first failure; the wait doubles with each further one, up
 *     to the interval
 * @param maximumAge how old a value may become while refreshing fails; after that it is unknown
 * @param idle after how long without a question a value is dropped
 * @param maximumSubjects how many keys or callers a layer holds
 * @param tick how often the background thread looks what is due
 */
public record RefreshSettings(
    Duration interval,
    Duration retry,
    Duration maximumAge,
    Duration idle,
    long maximumSubjects,
    Duration tick) {

  private static final RefreshSettings DEFAULTS =
      new RefreshSettings(
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          20_000,
          Duration.ofMillis(500));

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if a time is not positive or the values contradict each other
   */
  public RefreshSettings {
    positive("interval", interval);
    positive("retry", retry);
    positive("idle", idle);
    positive("tick", tick);
    if (maximumAge.compareTo(interval) <= 0) {
      throw new IllegalArgumentException("`maximumAge` must be longer than `interval`");
    }
    if (maximumSubjects < 1) {
      throw new IllegalArgumentException("`maximumSubjects` must be positive");
    }
  }

  private static void positive(String name, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException("`" + name + "` must be at least a millisecond");
    }
  }

  /** Every five minutes, retries from five seconds on, unknown after half an hour. */
  public static RefreshSettings defaults() {
    return DEFAULTS;
  }

  /** The same settings with another interval and maximum age. */
  public RefreshSettings every(Duration newInterval, Duration newMaximumAge) {
    return new RefreshSettings(newInterval, retry, newMaximumAge, idle, maximumSubjects, tick);
  }

  /** The same settings with another wait after a failure. */
  public RefreshSettings retryAfter(Duration wait) {
    return new RefreshSettings(interval, wait, maximumAge, idle, maximumSubjects, tick);
  }

  /** The same settings with another time after which unused values are dropped. */
  public RefreshSettings dropUnusedAfter(Duration unused) {
    return new RefreshSettings(interval, retry, maximumAge, unused, maximumSubjects, tick);
  }

  /** The same settings with another bound on the number of keys or callers of a layer. */
  public RefreshSettings atMost(long subjects) {
    return new RefreshSettings(interval, retry, maximumAge, idle, subjects, tick);
  }

  /** The same settings with another time between two looks at what is due. */
  public RefreshSettings lookEvery(Duration time) {
    return new RefreshSettings(interval, retry, maximumAge, idle, maximumSubjects, time);
  }
}
