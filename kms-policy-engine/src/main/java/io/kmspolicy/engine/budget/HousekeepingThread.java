package io.kmspolicy.engine.budget;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs work on a daemon thread, a moment after it arrives, so that what arrives within a moment
 * wakes no thread of its own. The thread starts with the first work and ends after a second without
 * any: an evaluator has no end that it would be told of, and a thread that stayed would keep the
 * class loader of an application that is removed from its server. The scheduler of the JDK ({@code
 * CompletableFuture.delayedExecutor}) has such a thread, with the context class loader of the
 * caller that came first. Safe for use by many threads.
 */
final class HousekeepingThread implements Executor {

  static final String NAME = "kms-policy-housekeeping";

  private static final int BATCH_MILLIS = 20;
  private static final int IDLE_BATCHES = 50;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Whether the thread runs, or is about to. */
  private final AtomicBoolean running = new AtomicBoolean();

  @Override
  public void execute(Runnable work) {
    waiting.add(work);
    if (!running.get() && running.compareAndSet(false, true)) {
      start();
    }
  }

  private void start() {
    try {
      Thread thread = new Thread(null, this::run, NAME, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
    } catch (Throwable e) { // The system has no thread left: the caller does the work.
      running.set(false);
      runWaiting();
    }
  }

  private void run() {
    int idle = 0;
    do {
      boolean interrupted = paused();
      idle = runWaiting() ? 0 : idle + 1;
      if (interrupted) {
        idle = IDLE_BATCHES;
      }
    } while (idle < IDLE_BATCHES || !isEnded());
  }

  /** Ends the thread, unless work has arrived that no other thread was started for. */
  private boolean isEnded() {
    running.set(false);
    return waiting.isEmpty() || !running.compareAndSet(false, true);
  }

  /** Whether the thread was interrupted, as servers do to the threads of removed applications. */
  private static boolean paused() {
    try {
      Thread.sleep(BATCH_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Whether there was any work. */
  private boolean runWaiting() {
    boolean any = false;
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      any = true;
      try {
        work.run();
      } catch (Throwable e) {
        // What a cache has not tidied up waits for its next write.
      }
    }
    return any;
  }
}
