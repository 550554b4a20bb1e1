package io.kmspolicy.interceptor.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks of {@link Moment}.
 *
 * @param wall tells the time
 * @param ticker tells elapsed nanoseconds
 */
record TimeSource(Clock wall, LongSupplier ticker) {

  static TimeSource system() {
    return new TimeSource(Clock.systemUTC(), System::nanoTime);
  }

  Moment now() {
    return new Moment(wall.millis(), ticker.getAsLong());
  }

  /** Whether a moment is longer ago than this; allocates nothing. */
  boolean isOlder(Moment moment, long millis) {
    return moment.ageMillis(wall.millis(), ticker.getAsLong()) > millis;
  }

  /** When something of this age began, told by the wall clock of now. */
  Instant ago(Duration age) {
    return wall.instant().minus(age);
  }
}
