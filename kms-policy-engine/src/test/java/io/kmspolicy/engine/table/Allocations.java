package io.kmspolicy.engine.table;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that this thread allocates. */
public final class Allocations {

  private static final int TIMES = 20_000;

  private Allocations() {}

  /** The mean number of bytes that one of many evaluations allocates. */
  public static double ofMany(Runnable evaluation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    evaluation.run();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < TIMES; i++) {
      evaluation.run();
    }
    return (threads.getThreadAllocatedBytes(thread) - before) / (double) TIMES;
  }
}
