package io.kmspolicy.interceptor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Chooses the calls of a kind whose reason is found: the first {@value #FIRST}, then one in {@value
 * #FIRST}, at most ten a second. So explanations take no noticeable part of a processor, however
 * many calls are stopped. Thread-safe.
 */
final class CallSample {

  static final int FIRST = 100;
  static final long INTERVAL_NANOS = 100_000_000;

  private final LongSupplier nanoTime;
  private final AtomicLong seen = new AtomicLong();

  /** When a call was chosen last, after the first ones. */
  private final AtomicLong chosen;

  CallSample(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.chosen = new AtomicLong(nanoTime.getAsLong() - INTERVAL_NANOS);
  }

  /** Whether the next call is chosen. */
  boolean choosesNext() {
    long number = seen.incrementAndGet();
    if (number <= FIRST) {
      return true;
    }
    if (number % FIRST != 0) {
      return false;
    }
    long before = chosen.get();
    long now = nanoTime.getAsLong();
    return now - before >= INTERVAL_NANOS && chosen.compareAndSet(before, now);
  }
}
