package io.kmspolicy.benchmarks.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * Keeps the garbage of set-up out of measured calls. Before a call it is collected, unless half of
 * the space for new objects is free. A call that allocates less is then measured without a
 * collection; those into which one falls nevertheless are counted. Not thread-safe.
 */
public final class SetUpGarbage {

  /**
   * The options of a JVM in which the half of the space for new objects is larger than what the
   * set-up of a call allocates.
   */
  public static final String YOUNG = "-Xmn1g";

  private static final MemoryPoolMXBean EDEN =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().contains("Eden"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the collector has no space named Eden"));

  private long before;
  private long calls;
  private long interrupted;

  /** Collects the garbage if there is much; called at the end of set-up. */
  public void collect() {
    MemoryUsage usage = EDEN.getUsage();
    if (usage.getUsed() > usage.getCommitted() / 2) {
      System.gc();
    }
    before = collections();
  }

  /** Counts a measured call; called after it. */
  public void count() {
    calls++;
    interrupted += collections() == before ? 0 : 1;
  }

  /** The number of calls into which a collection fell. */
  public long interrupted() {
    return interrupted;
  }

  /** The number of calls. */
  public long calls() {
    return calls;
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
