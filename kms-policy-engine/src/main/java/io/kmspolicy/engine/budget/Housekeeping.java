package io.kmspolicy.engine.budget;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * When a cache does its housekeeping whose entries a garbage collection may end by the hundred
 * thousand, one for each key of a snapshot or for each caller. No decision shall do that work.
 * Handing each write to another thread would wake that thread each time, which takes longer than
 * the write; so what was written within a moment is dealt with at once, in the JVM's common pool.
 */
public final class Housekeeping {

  private static final int MILLIS = 20;

  /** For {@code Caffeine.executor}. */
  public static final Executor LATER =
      CompletableFuture.delayedExecutor(MILLIS, TimeUnit.MILLISECONDS);

  private Housekeeping() {}
}
