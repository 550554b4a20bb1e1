package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The processor time and the largest resident memory of {@code who-can}, {@code what-can}, {@code
 * lint} and {@code report} on a directory of many roles and keys, as whole processes of the
 * launcher. Linux only.
 *
 * <pre>
 * java -jar benchmarks.jar queries [ROLES KEYS [DIRECTORY]]      in the directory of the project
 * </pre>
 *
 * <p>The directory is made if it is not there; without one it is temporary.
 */
public final class FleetQueries {

  private static final int SIZE = 1_000;
  private static final int RUNS = 3;
  private static final long INTERVAL_MILLIS = 20;
  private static final double MILLIS = 1e3;
  private static final int KIBI = 1 << 10;
  private static final double NANOS = 1e9;
  private static final Path LAUNCHER = Path.of("scripts", "kms-policy");

  private FleetQueries() {}

  /**
   * Measures and prints.
   *
   * @param args the number of roles and of keys (1,000 if not given), and the directory
   */
  public static void main(String[] args) throws IOException {
    int roles = args.length < 2 ? SIZE : Integer.parseInt(args[0]);
    int keys = args.length < 2 ? SIZE : Integer.parseInt(args[1]);
    Path root = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("fleet");
    if (!Files.exists(root.resolve("directory.properties"))) {
      FleetDirectory.write(root, roles, keys);
    }
    String directory = root.toString();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(
        "who-can",
        List.of("who-can", "kms:Decrypt", FleetDirectory.key(0), "--policies", directory));
    commands.put("what-can", List.of("what-can", FleetDirectory.role(0), "--policies", directory));
    commands.put("lint", List.of("lint", directory));
    commands.put("report", List.of("report", directory, "-o", "-"));
    System.out.printf(Locale.ROOT, "%,d roles, %,d keys in %s%n", roles, keys, root);
    for (Map.Entry<String, List<String>> command : commands.entrySet()) {
      for (int run = 0; run < RUNS; run++) {
        print(command.getKey(), run(command.getValue()));
      }
    }
  }

  /** What one process used. */
  private record Cost(double cpuSeconds, double seconds, long mebibytes, int status) {}

  private static void print(String name, Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "%-9s %5.2f s of processor time, %5.2f s elapsed, %d MiB resident, status %d%n",
        name,
        cost.cpuSeconds(),
        cost.seconds(),
        cost.mebibytes(),
        cost.status());
  }

  private static Cost run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long memory = 0;
    double cpu = 0;
    try {
      while (!process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        memory = Math.max(memory, residentKibibytes(process.pid()));
        cpu = process.info().totalCpuDuration().map(spent -> spent.toMillis() / MILLIS).orElse(cpu);
      }
    } catch (InterruptedException e) {
      process.destroy();
      throw new IllegalStateException(e);
    }
    return new Cost(cpu, (System.nanoTime() - start) / NANOS, memory / KIBI, process.exitValue());
  }

  /** The largest resident memory so far; 0 if the process has ended. */
  private static long residentKibibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }
}
