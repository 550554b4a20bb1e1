package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.replay.GeneratedTrail;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The memory of {@code kms-policy replay} while it reads a generated trail through a pipe: the
 * process has a heap of at most 256 MiB and otherwise the options of {@code scripts/kms-policy},
 * and its resident set is read at twenty points. Linux only.
 *
 * <pre>
 * java -jar benchmarks.jar replay MIB [distinct]
 * </pre>
 *
 * <p>{@code distinct} generates records whose sessions and encryption contexts never repeat.
 */
public final class ReplayMemory {

  private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx256m");
  private static final int POINTS = 20;

  /** About 1.5 million records. */
  private static final long BYTES_OF_A_ROUND = 2L << 30;

  private static final int BUFFER = 1 << 16;
  private static final int MIB_BITS = 20;
  private static final int KIB_BITS = 10;

  private final Process replay;
  private long largest;

  private ReplayMemory(Process replay) {
    this.replay = replay;
  }

  /**
   * Measures and prints.
   *
   * @param arguments the size in mebibytes, and perhaps {@code distinct}
   */
  public static void run(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("replay: the size in mebibytes is missing");
    }
    run(
        arguments.contains("distinct") ? GeneratedTrail.distinct(1) : new GeneratedTrail(1),
        Long.parseLong(arguments.get(0)) << MIB_BITS,
        new ForkedRound());
  }

  /** Measures one round of what the bars read, and writes the results. */
  public static void run(Path results, int number) throws IOException {
    ForkedRound round = new ForkedRound();
    run(new GeneratedTrail(1), BYTES_OF_A_ROUND, round);
    round.write(results.resolve("replay-" + number + ".json"));
  }

  private static void run(GeneratedTrail trail, long bytes, ForkedRound round) throws IOException {
    Path directory = Files.createTempDirectory("replay-memory");
    try {
      Path policies = directory.resolve("policies");
      Path report = directory.resolve("report.txt");
      GeneratedTrail.writePolicies(policies);
      new ReplayMemory(start(policies, report)).measure(trail, bytes, round);
      try (Stream<String> lines = Files.lines(report)) {
        lines.limit(1).forEach(System.out::println);
      }
    } finally {
      delete(directory);
    }
  }

  private static Process start(Path policies, Path report) throws IOException {
    return new ProcessBuilder(
            CommandLineJar.command(
                OPTIONS, List.of("replay", "--policies", policies.toString(), "-")))
        .redirectOutput(report.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void measure(GeneratedTrail trail, long bytes, ForkedRound round) throws IOException {
    System.out.printf("%10s %14s %14s%n", "MiB read", "resident MiB", "processor s");
    long step = Math.max(1, bytes / POINTS);
    long next = step;
    long records = 0;
    double before = StartBenchmark.nanosOfChildren();
    try (OutputStream out = new BufferedOutputStream(replay.getOutputStream(), BUFFER)) {
      for (long written = 0; written < bytes; ) {
        byte[] record = trail.next();
        out.write(record);
        written += record.length;
        records++;
        if (written >= next) {
          show(written);
          next += step;
        }
      }
    }
    int status = await();
    double nanos = (StartBenchmark.nanosOfChildren() - before) / records;
    round.add("ReplayMemory.replay", List.of(nanos), (double) (largest << KIB_BITS));
    System.out.printf(
        Locale.ROOT,
        "%,d records, %,.0f a second of processor time, start included; at most %,d MiB resident;"
            + " exit status %d%n",
        records,
        1e9 / Math.max(1, nanos),
        largest >> KIB_BITS,
        status);
  }

  private void show(long written) throws IOException {
    long resident = residentKib();
    largest = Math.max(largest, resident);
    Duration time = replay.info().totalCpuDuration().orElse(Duration.ZERO);
    System.out.printf(
        Locale.ROOT,
        "%,10d %,14d %14.1f%n",
        written >> MIB_BITS,
        resident >> KIB_BITS,
        time.toMillis() / 1e3);
  }

  private long residentKib() throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + replay.pid() + "/status"))) {
      return status
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private int await() {
    try {
      return replay.waitFor();
    } catch (InterruptedException e) {
      replay.destroy();
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
