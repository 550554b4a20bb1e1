package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.SourceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Spaces calls evenly. A caller waits for its turn; nobody is let through in bursts. */
final class RateLimiter {

  private final long spacingNanos;
  private final LongSupplier ticker;
  private long next;

  RateLimiter(double perSecond, LongSupplier ticker) {
    this.spacingNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.ticker = ticker;
    this.next = ticker.getAsLong();
  }

  /** Waits for the next turn. */
  void acquire() {
    long wait = reserve();
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("waiting for a turn was interrupted", e);
    }
  }

  /** Takes the next turn; how many nanoseconds it is away. */
  synchronized long reserve() {
    long now = ticker.getAsLong();
    long turn = next - now > 0 ? next : now;
    next = turn + spacingNanos;
    return turn - now;
  }

  /** Lets nobody through for a while: the service is throttling. */
  synchronized void pause(Duration time) {
    long until = ticker.getAsLong() + time.toNanos();
    next = until - next > 0 ? until : next;
  }
}
