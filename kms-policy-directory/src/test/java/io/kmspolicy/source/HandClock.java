package io.kmspolicy.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A wall clock and a monotonic clock that tests advance. */
public final class HandClock extends Clock {

  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicLong nanos = new AtomicLong();

  TimeSource source() {
    return new TimeSource(this, nanos::get);
  }

  /** Advances both clocks. */
  void pass(Duration time) {
    setWall(time);
    nanos.addAndGet(time.toNanos());
  }

  /** Changes the wall clock only, as an adjustment of the system time does. */
  public void setWall(Duration by) {
    wall.updateAndGet(now -> now.plus(by));
  }

  @Override
  public Instant instant() {
    return wall.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
