package io.kmspolicy.source;

import java.time.Duration;

/**
 * One instant on two clocks: the wall clock, which may be set, and the monotonic clock, which may
 * stop while the machine sleeps. An age is the greater of the two differences, so an age is never
 * underestimated.
 */
record Instants(long wallMillis, long nanos) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  long ageMillis(Instants now) {
    return ageMillis(now.wallMillis, now.nanos);
  }

  long ageMillis(long nowWallMillis, long nowNanos) {
    return Math.max(nowWallMillis - wallMillis, (nowNanos - nanos) / NANOS_PER_MILLI);
  }

  Duration age(Instants now) {
    return Duration.ofMillis(ageMillis(now));
  }
}
