package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** How old the policies are, and whether that is too old for stopping calls. */
public final class StalenessCheck {

  /** A load that lies further in the future says that a clock was set. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final double MILLIS = 1_000.0;

  private final PolicyAgeSource freshness;
  private final Duration maximum;
  private final Clock clock;

  public StalenessCheck(PolicyAgeSource freshness, Duration maximum, Clock clock) {
    this.freshness = freshness;
    this.maximum = maximum;
    this.clock = clock;
  }

  /** Whether a layer is older than it may be, or younger than it can be. */
  boolean isStale() {
    Map<String, Instant> loadedAt = freshness.loadedAt();
    if (loadedAt.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    for (Instant loaded : loadedAt.values()) {
      Duration age = Duration.between(loaded, now);
      if (age.compareTo(maximum) > 0 || age.plus(CLOCK_SKEW).isNegative()) {
        return true;
      }
    }
    return false;
  }

  /** The names of the layers that have an age. */
  public Set<String> layers() {
    return freshness.layers();
  }

  /** The age of a layer in seconds; empty if it answers nothing. */
  public OptionalDouble seconds(String layer) {
    Instant loaded = freshness.loadedAt().get(layer);
    return loaded == null
        ? OptionalDouble.empty()
        : OptionalDouble.of((clock.millis() - loaded.toEpochMilli()) / MILLIS);
  }
}
