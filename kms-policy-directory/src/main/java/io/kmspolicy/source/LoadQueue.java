package io.kmspolicy.source;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The loads of one layer, on a thread of its own, so that a slow layer does not delay the others.
 * The thread ends when it has been idle for some seconds.
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

  /** Interrupts the load that is running and drops those that are queued. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
