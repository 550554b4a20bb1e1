package io.kmspolicy.benchmarks.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Decides in a loop on a thread of its own, and measures each decision: by time, by processor time,
 * and by time without the decisions during which the collector ran.
 */
final class Decider implements Runnable, AutoCloseable {

  private static final LongSupplier CPU =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();

  private final IntConsumer decide;
  private final int keys;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread = new Thread(this, "decider");

  /** These are read after the thread has ended. */
  private final Latencies times = new Latencies();

  private long costliest;
  private long longestUncollected;

  private Decider(IntConsumer decide, int keys) {
    this.decide = decide;
    this.keys = keys;
  }

  /** Starts to decide on all keys in turn. */
  static Decider start(IntConsumer decide, int keys) {
    Decider decider = new Decider(decide, keys);
    decider.thread.start();
    return decider;
  }

  @Override
  public void run() {
    int key = 0;
    long collections = collections();
    while (!stopped.get()) {
      long start = System.nanoTime();
      long cpuStart = CPU.getAsLong();
      decide.accept(key);
      costliest = Math.max(costliest, CPU.getAsLong() - cpuStart);
      long time = System.nanoTime() - start;
      times.add(time);
      long now = collections();
      if (now == collections) {
        longestUncollected = Math.max(longestUncollected, time);
      }
      collections = now;
      key = (key + 1) % keys;
    }
  }

  private static long collections() {
    long count = 0;
    for (int i = 0; i < COLLECTORS.size(); i++) {
      count += COLLECTORS.get(i).getCollectionCount();
    }
    return count;
  }

  /** Ends the loop. */
  @Override
  public void close() {
    stopped.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Latencies times() {
    return times;
  }

  /** The greatest processor time of a decision. */
  long costliest() {
    return costliest;
  }

  /** The longest decision during which no collection ended. */
  long longestUncollected() {
    return longestUncollected;
  }
}
