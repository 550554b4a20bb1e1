package io.kmspolicy.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon thread of a source that finds the loads that are due. It never loads itself. */
final class Refresher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(daemon("kms-policy-refresh"));
  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Adds a task that runs at each tick. */
  void atEachTick(Runnable task) {
    tasks.add(task);
  }

  /** Adds a task that runs at each tick before all others. */
  void beforeEachTick(Runnable task) {
    tasks.add(0, task);
  }

  void start(Duration tick) {
    long millis = tick.toMillis();
    var unused = scheduler.scheduleWithFixedDelay(this::tick, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (Runnable task : tasks) {
      try {
        task.run();
      } catch (Throwable e) { // Otherwise the scheduler would never run the task again.
        logged(e);
      }
    }
  }

  private static void logged(Throwable failure) {
    try {
      LOG.warn(
          "a background task of a policy source failed; it runs again at the next tick", failure);
    } catch (Throwable second) {
      // The log fails, too: nothing can be done about it here.
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
