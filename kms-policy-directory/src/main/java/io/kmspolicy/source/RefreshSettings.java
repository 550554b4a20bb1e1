package io.kmspolicy.source;

import java.time.Duration;

/**
 * When a source loads again.
 *
 * @param interval the time between two loads of a value, less a random part of up to a fifth, so
 *     that many processes do not load at the same time
 * @param retry the wait after a first failure; it doubles with each further failure, up to the
 *     interval
 * @param maximumAge the age at which a value becomes unknown if it could not be loaded again
 * @param idle the time after which a value that nobody asks for is dropped
 * @param maximumSubjects the greatest number of keys or callers of a layer
 * @param tick the time between two looks of the background thread for loads that are due
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
  public RefreshSettings every(Duration interval, Duration maximumAge) {
    return new RefreshSettings(interval, retry, maximumAge, idle, maximumSubjects, tick);
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
