package io.kmspolicy.source;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which one layer loads, one subject after the other, so that a slow layer holds up
 * none but itself. It ends when there is nothing to do.
 */
final class LoadQueue implements AutoCloseable {

  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor executor;

  LoadQueue(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Refresher.daemon("kms-policy-load-" + name),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
  }

  void execute(Runnable load) {
    executor.execute(load);
  }

  int waiting() {
    return executor.getQueue().size();
  }

  /** Interrupts the load that is going on and drops the others. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
