package io.kmspolicy.benchmarks.process;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Decides on many keys with key policies of their own in one heap, and prints what the heap holds:
 *
 * <pre>
 * java -Xmx4g -jar benchmarks.jar million [KEYS]
 * </pre>
 *
 * <p>Each key is decided twice, so that all policies are compiled and rows are cached and evicted.
 */
public final class MillionKeys {

  private static final int KEYS = 1_000_000;
  private static final int MEBIBYTE = 1 << 20;
  private static final double NANOS = 1e9;

  private MillionKeys() {}

  /**
   * Runs.
   *
   * @param args the number of keys; a million if it is not given
   */
  public static void main(String[] args) {
    int keys = args.length == 0 ? KEYS : Integer.parseInt(args[0]);
    long start = System.nanoTime();
    ConsoleFleet fleet = new ConsoleFleet(keys);
    PolicySnapshot snapshot = fleet.read();
    print(keys, "read", start);
    long compiling = System.nanoTime();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      ConsoleFleet.Requests requests = fleet.new Requests(authorizer);
      int allowed = requests.decideAll() + requests.decideAll();
      print(keys, "compiled and decided twice", compiling);
      if (allowed != 2 * keys) {
        throw new IllegalStateException(allowed + " requests are allowed, not " + 2 * keys);
      }
      long cpu = ManagementFactory.getRuntimeMXBean().getUptime();
      System.out.printf(
          Locale.ROOT,
          "%,d rows held, %,d evicted; JVM up for %.1f s%n",
          authorizer.rowStatistics().held(),
          authorizer.rowStatistics().evicted(),
          cpu / 1e3);
    }
  }

  private static void print(int keys, String what, long start) {
    double seconds = (System.nanoTime() - start) / NANOS;
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%,d keys %s in %.1f s: %,d MiB of %,d MiB, %,d B a key%n",
        keys,
        what,
        seconds,
        used / MEBIBYTE,
        Runtime.getRuntime().maxMemory() / MEBIBYTE,
        used / keys);
  }
}
