package io.kmspolicy.interceptor.enforce;

import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.spi.PolicyAgeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The age of the policies, and whether they are too old to stop calls. */
public final class StalenessCheck {

  /** A load that lies further in the future shows that a clock was changed. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int NANOS = 1_000_000_000;
  private static final int NANOS_OF_MILLI = 1_000_000;
  private static final int MILLIS_OF_SECOND = 1_000;
  private static final double MILLIS = 1_000.0;

  private final PolicyAgeSource freshness;
  private final @Nullable Duration maximum;
  private final Clock clock;

  /**
   * Makes a check.
   *
   * @param maximum how old each layer may be; null to use the maximum age of the layer
   */
  public StalenessCheck(PolicyAgeSource freshness, @Nullable Duration maximum, Clock clock) {
    this.freshness = freshness;
    this.maximum = maximum;
    this.clock = clock;
  }

  /**
   * Whether a layer is older than it may be or younger than it can be, or what the source answered
   * about one of the checks is known to be outdated.
   */
  boolean isStale(List<CheckDecision> checks) {
    return isOutdated(checks) || isOfWrongAge();
  }

  private boolean isOutdated(List<CheckDecision> checks) {
    for (CheckDecision check : checks) {
      if (check instanceof Evaluated evaluated
          && freshness.isOutdated(evaluated.request().caller(), evaluated.request().resource())) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfWrongAge() {
    Map<String, Instant> loadedAt = freshness.loadedAt();
    if (loadedAt.isEmpty()) {
      return false;
    }
    long now = clock.millis(); // The time in nanoseconds takes twice as long to read.
    for (Map.Entry<String, Instant> layer : loadedAt.entrySet()) {
      Duration longest = maximum == null ? freshness.maximumAge(layer.getKey()) : maximum;
      if (isOfWrongAge(layer.getValue(), now, longest)) {
        return true;
      }
    }
    return false;
  }

  /** Makes no {@link Duration} of the age: that costs more than the rest of the check. */
  private static boolean isOfWrongAge(Instant loaded, long now, Duration longest) {
    int fraction = Math.floorMod(now, MILLIS_OF_SECOND) * NANOS_OF_MILLI;
    boolean borrows = fraction < loaded.getNano();
    long seconds =
        Math.floorDiv(now, MILLIS_OF_SECOND) - loaded.getEpochSecond() - (borrows ? 1 : 0);
    int nanos = fraction - loaded.getNano() + (borrows ? NANOS : 0);
    return seconds > longest.toSeconds()
        || (seconds == longest.toSeconds() && nanos > longest.toNanosPart())
        || seconds < -CLOCK_SKEW.toSeconds();
  }

  /** The names of the layers that have an age. */
  public Set<String> layers() {
    return freshness.layers();
  }

  /** The age of a layer in seconds; empty if the layer holds nothing. */
  public OptionalDouble seconds(String layer) {
    Instant loaded = freshness.loadedAt().get(layer);
    return loaded == null
        ? OptionalDouble.empty()
        : OptionalDouble.of((clock.millis() - loaded.toEpochMilli()) / MILLIS);
  }
}
