package io.kmspolicy.benchmarks.process;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** Decides in a loop on a thread of its own, and measures the processor time of each decision. */
final class Decider implements Runnable, AutoCloseable {

  private static final LongSupplier CPU =
      ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

  private final IntConsumer decide;
  private final int keys;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread = new Thread(this, "decider");

  /** Read after the thread has ended. */
  private long costliest;

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
    while (!stopped.get()) {
      long start = CPU.getAsLong();
      decide.accept(key);
      costliest = Math.max(costliest, CPU.getAsLong() - start);
      key = (key + 1) % keys;
    }
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

  /** The greatest processor time of a decision in nanoseconds. */
  double costliest() {
    return costliest;
  }
}
