package io.kmspolicy.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks of {@link Instants}.
 *
 * @param wall tells the time
 * @param ticker tells elapsed nanoseconds
 */
public record TimeSource(Clock wall, LongSupplier ticker) {

  public static TimeSource system() {
    return new TimeSource(Clock.systemUTC(), System::nanoTime);
  }

  Instants now() {
    return new Instants(wall.millis(), ticker.getAsLong());
  }

  /** Whether a moment is longer ago than this; allocates nothing. */
  boolean isOlder(Instants moment, long millis) {
    return moment.ageMillis(wall.millis(), ticker.getAsLong()) > millis;
  }

  /** When something of this age began, told by the wall clock of now. */
  Instant ago(Duration age) {
    return wall.instant().minus(age);
  }
}
