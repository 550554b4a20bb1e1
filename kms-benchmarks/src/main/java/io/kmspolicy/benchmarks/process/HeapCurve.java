package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.report.HeapFigures;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The heap in use with a thousand to a million keys that have key policies of their own, in a JVM
 * of 4 GB: after reading, and after two decisions on each key. What a JVM holds without keys is
 * subtracted.
 */
public final class HeapCurve {

  private static final int LEAST = 1_000;
  private static final int GREATEST = 1_000_000;
  private static final int STEP = 10;
  private static final String HEAP = "-Xmx4g";

  private HeapCurve() {}

  /** Measures in a new JVM. */
  public static void run(Path file) throws IOException {
    ForkedRound.run(HeapCurve.class, List.of(HEAP), file);
  }

  /**
   * Measures in this JVM.
   *
   * @param args the file for the result
   */
  public static void main(String[] args) throws IOException {
    measure(LEAST, GREATEST).write(Path.of(args[0]));
  }

  /** Measures with numbers of keys that grow tenfold. */
  static HeapFigures measure(int least, int greatest) {
    point(1);
    long nothing = used();
    List<HeapFigures.Point> points = new ArrayList<>();
    for (int keys = least; keys <= greatest; keys *= STEP) {
      HeapFigures.Point point = point(keys);
      points.add(new HeapFigures.Point(keys, point.read() - nothing, point.decided() - nothing));
    }
    return new HeapFigures(points);
  }

  private static HeapFigures.Point point(int keys) {
    ConsoleFleet fleet = new ConsoleFleet(keys);
    PolicySnapshot snapshot = fleet.read();
    long read = used();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      ConsoleFleet.Requests requests = fleet.new Requests(authorizer);
      int allowed = requests.decideAll() + requests.decideAll();
      if (allowed != 2 * keys) {
        throw new IllegalStateException(allowed + " requests are allowed, not " + 2 * keys);
      }
      return new HeapFigures.Point(keys, read, used());
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
