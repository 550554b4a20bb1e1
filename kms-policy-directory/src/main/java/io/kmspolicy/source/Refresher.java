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

/** The one daemon thread of a source that looks what is due; it never loads by itself. */
final class Refresher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(daemon("kms-policy-refresh"));
  private final List<Runnable> looks = new CopyOnWriteArrayList<>();

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Adds something to do at each tick. */
  void atEachTick(Runnable look) {
    looks.add(look);
  }

  /** Adds something to do at each tick before all else. */
  void beforeEachTick(Runnable look) {
    looks.add(0, look);
  }

  void start(Duration tick) {
    long millis = tick.toMillis();
    var unused = scheduler.scheduleWithFixedDelay(this::tick, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (Runnable look : looks) {
      try {
        look.run();
      } catch (Throwable e) { // Otherwise the scheduler would never run the task again.
        LOG.warn("a look at what is due failed; the next one is tried as planned", e);
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
