package io.kmspolicy.collect.aws;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Sends requests at equal intervals, without bursts. Retries of the SDK count as requests.
 * Thread-safe.
 */
final class RequestRate implements ExecutionInterceptor {

  private final long spacingNanos;
  private final LongSupplier clock;
  private final LongConsumer pause;
  private long next;

  /** A rate in requests per second. */
  RequestRate(double perSecond) {
    this(perSecond, System::nanoTime, RequestRate::sleep);
  }

  RequestRate(double perSecond, LongSupplier clock, LongConsumer pause) {
    this.spacingNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.clock = clock;
    this.pause = pause;
    this.next = clock.getAsLong();
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted before a request", e);
    }
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    await();
  }

  /** Waits until the next request may be sent. */
  void await() {
    pause.accept(reserve());
  }

  private synchronized long reserve() {
    long now = clock.getAsLong();
    long turn = next - now > 0 ? next : now;
    next = turn + spacingNanos;
    return turn - now;
  }
}
