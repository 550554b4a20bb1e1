package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor time of whole processes of the command line, started by the launcher: {@code lint}
 * of one file and {@code explain}, in turns. Linux only, which accounts for the time of ended
 * children.
 *
 * <pre>
 * java -jar benchmarks.jar start [FILE]           in the directory of the project
 * </pre>
 */
public final class StartBenchmark {

  private static final int RUNS = 10;
  private static final Path LAUNCHER = Path.of("scripts", "kms-policy");
  private static final Path JAR = CommandLineJar.JAR;
  private static final Path ACCOUNTING = Path.of("/proc/self/stat");
  private static final Path EXAMPLES = Path.of("docs", "examples");

  /** The fields of {@code /proc/self/stat} after the name: user and system time of children. */
  private static final int CHILDREN_USER = 13;

  private static final double NANOS_PER_TICK = 1e7;

  private StartBenchmark() {}

  /** Whether the system and the working directory are such that the benchmark can run. */
  public static boolean canRun() {
    return Files.isReadable(ACCOUNTING) && Files.isExecutable(LAUNCHER) && Files.exists(JAR);
  }

  /**
   * Measures and prints.
   *
   * @param args the file for the result; none to print only
   */
  public static void main(String[] args) throws IOException {
    if (!canRun()) {
      throw new IOException(
          "needs Linux, `" + LAUNCHER + "` and `" + JAR + "` below the working directory");
    }
    Map<String, List<Double>> nanos = measure(RUNS);
    ForkedRound round = new ForkedRound();
    nanos.forEach(
        (name, times) -> {
          round.add("StartBenchmark." + name, times);
          double middle = times.stream().sorted().toList().get(times.size() / 2);
          System.out.printf(Locale.ROOT, "%-14s %4.0f ms of processor time%n", name, middle / 1e6);
        });
    if (args.length > 0) {
      round.write(Path.of(args[0]));
    }
  }

  private static Map<String, List<Double>> measure(int runs) throws IOException {
    Map<String, List<String>> commands = commands();
    for (List<String> command : commands.values()) {
      cost(command); // makes the archive, and fills the cache of files
    }
    Map<String, List<Double>> nanos = new TreeMap<>();
    for (int run = 0; run < runs; run++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        nanos
            .computeIfAbsent(command.getKey(), first -> new ArrayList<>())
            .add(cost(command.getValue()));
      }
    }
    return nanos;
  }

  private static Map<String, List<String>> commands() {
    String launcher = LAUNCHER.toString();
    String keyPolicy = EXAMPLES.resolve("key-policy.json").toString();
    return Map.of(
        "lint",
        List.of(launcher, "lint", keyPolicy),
        "explain",
        List.of(
            launcher,
            "explain",
            "--principal",
            "arn:aws:iam::111122223333:user/alice",
            "--action",
            "kms:Decrypt",
            "--resource",
            "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "--identity",
            EXAMPLES.resolve("app-policy.json").toString(),
            "--key-policy",
            keyPolicy));
  }

  /** The processor time of one process and its children in nanoseconds. */
  private static double cost(List<String> command) throws IOException {
    double before = nanosOfChildren();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      int status = process.waitFor();
      if (status == 2 || status >= 64) {
        throw new IOException(command + " failed with " + status);
      }
    } catch (InterruptedException e) {
      process.destroy();
      throw new IllegalStateException(e);
    }
    return nanosOfChildren() - before;
  }

  /** The processor time of all children that have ended. */
  static double nanosOfChildren() throws IOException {
    String line = Files.readString(ACCOUNTING, StandardCharsets.UTF_8);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return NANOS_PER_TICK
        * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]));
  }
}
