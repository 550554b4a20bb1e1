package io.kmspolicy.source;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The loads of one layer, on a thread of its own, so that a slow layer does not delay the others.
 * The thread ends when it has been idle for some seconds. A thread whose load does not end can be
 * abandoned, and another takes its place. Thread-safe.
 */
final class LoadQueue implements AutoCloseable {

  private static final int IDLE_SECONDS = 5;

  /** How many abandoned threads may be stuck at a time; further loads wait until one returns. */
  private static final int MAX_ABANDONED = 3;

  private final String name;
  private ThreadPoolExecutor executor;
  private int abandoned;

  LoadQueue(String name) {
    this.name = name;
    this.executor = executor(name);
  }

  private static ThreadPoolExecutor executor(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Refresher.daemon("kms-policy-load-" + name),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  synchronized void execute(Runnable load) {
    executor.execute(load);
  }

  synchronized int waiting() {
    return executor.getQueue().size();
  }

  /**
   * Interrupts the running load and moves the queued loads to a new thread, unless too many threads
   * are stuck.
   *
   * @param claim whether the running load is still the one to abandon; its thread must then call
   *     {@link #abandonedLoadEnded} if it returns
   */
  synchronized boolean abandon(BooleanSupplier claim) {
    if (abandoned == MAX_ABANDONED || executor.isShutdown() || !claim.getAsBoolean()) {
      return false;
    }
    abandoned++;
    ThreadPoolExecutor stuck = executor;
    executor = executor(name);
    stuck.shutdownNow().forEach(executor::execute);
    return true;
  }

  synchronized void abandonedLoadEnded() {
    abandoned--;
  }

  /** Interrupts the load that is running and drops those that are queued. */
  @Override
  public synchronized void close() {
    executor.shutdownNow();
  }
}
