package io.kmspolicy.source;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until a condition of background work holds. */
public final class Eventually {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Eventually() {}

  /** Polls a condition until it holds; fails after a minute. */
  public static void isTrue(String description, BooleanSupplier condition) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen: " + description);
      }
      pause(10);
    }
  }

  /** Sleeps; an interrupt fails the test. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
