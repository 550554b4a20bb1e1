package io.kmspolicy.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import io.kmspolicy.benchmarks.sdk.KmsCalls;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The first call of a process that the interceptor decides, as it is and after {@code warmUp()}. A
 * call without interceptor comes before, so that the classes of the SDK are loaded. Each is
 * measured in JVMs of its own, with the processor time of all threads, which includes compilation
 * by the JVM, and with the number of classes that are loaded.
 *
 * <pre>
 * java -jar benchmarks.jar first [DIRECTORY]
 * </pre>
 */
public final class FirstCall {

  private static final int RUNS = 5;
  private static final String WARM = "kms.policy.benchmarks.warm";
  private static final double MILLI = 1e6;

  private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private FirstCall() {}

  /** Measures in new JVMs, in turns, and prints. */
  public static void run(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int run = 1; run <= RUNS; run++) {
      for (boolean warm : new boolean[] {false, true}) {
        ForkedRound.run(
            FirstCall.class,
            List.of("-D" + WARM + "=" + warm),
            directory.resolve("first-call-" + (warm ? "warm-" : "cold-") + run + ".json"));
      }
    }
  }

  /**
   * Measures in this JVM.
   *
   * @param args the file for the result
   */
  public static void main(String[] args) throws IOException {
    ForkedRound round = new ForkedRound();
    boolean warm = Boolean.getBoolean(WARM);
    try (KmsCalls calls = KmsCalls.untried()) {
      calls.callUnguarded();
      if (warm) {
        measure(round, "warmUp", calls::warmUp);
      }
      measure(round, warm ? "afterWarmUp" : "cold", calls::callAllowed);
      measure(round, warm ? "secondAfterWarmUp" : "second", calls::callAllowed);
    }
    round.write(Path.of(args[0]));
  }

  private static void measure(ForkedRound round, String name, Runnable call) {
    long classes = CLASSES.getTotalLoadedClassCount();
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    call.run();
    long elapsed = System.nanoTime() - start;
    long used = SYSTEM.getProcessCpuTime() - cpu;
    round.add("FirstCall." + name, List.of((double) elapsed));
    System.out.printf(
        Locale.ROOT,
        "%-18s %7.1f ms, %7.1f ms of processor time, %d classes loaded%n",
        name,
        elapsed / MILLI,
        used / MILLI,
        CLASSES.getTotalLoadedClassCount() - classes);
  }
}
