package io.kmspolicy.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks of {@link Instants}.
 *
 * @param wall the wall clock
 * @param ticker the monotonic clock, in nanoseconds
 */
public record TimeSource(Clock wall, LongSupplier ticker) {

  public static TimeSource system() {
    return new TimeSource(Clock.systemUTC(), System::nanoTime);
  }

  Instants now() {
    return new Instants(wall.millis(), ticker.getAsLong());
  }

  /** Whether an instant is longer ago than this; allocates nothing. */
  boolean isOlder(Instants instant, long millis) {
    return instant.ageMillis(wall.millis(), ticker.getAsLong()) > millis;
  }

  /** The time at which something of this age began, by the present wall clock. */
  Instant ago(Duration age) {
    return wall.instant().minus(age);
  }
}
