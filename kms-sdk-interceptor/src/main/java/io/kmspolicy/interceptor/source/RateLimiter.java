package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.SourceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits the rate of calls by equal intervals, without bursts. A caller waits for its interval. */
final class RateLimiter {

  private final long spacingNanos;
  private final LongSupplier ticker;
  private long next;

  RateLimiter(double perSecond, LongSupplier ticker) {
    this.spacingNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.ticker = ticker;
    this.next = ticker.getAsLong();
  }

  /** Waits until the next call is allowed. */
  void acquire() {
    long wait = reserve();
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("waiting for a turn was interrupted", e);
    }
  }

  /** Reserves the next call and returns how many nanoseconds it has to wait. */
  synchronized long reserve() {
    long now = ticker.getAsLong();
    long turn = next - now > 0 ? next : now;
    next = turn + spacingNanos;
    return turn - now;
  }

  /** Allows no call for a time, because the service throttles. */
  synchronized void pause(Duration time) {
    long until = ticker.getAsLong() + time.toNanos();
    next = until - next > 0 ? until : next;
  }
}
