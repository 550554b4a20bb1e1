package io.kmspolicy.interceptor.source;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Spaces calls evenly. A caller waits for its turn; nobody is let through in bursts. */
final class RateLimiter {

  private final long spacingNanos;
  private long next = System.nanoTime();

  RateLimiter(double perSecond) {
    this.spacingNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
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

  private synchronized long reserve() {
    long now = System.nanoTime();
    long turn = next - now > 0 ? next : now;
    next = turn + spacingNanos;
    return turn - now;
  }

  /** Lets nobody through for a while: the service is throttling. */
  synchronized void pause(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    next = until - next > 0 ? until : next;
  }
}
