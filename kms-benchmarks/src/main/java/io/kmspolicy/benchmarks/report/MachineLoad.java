package io.kmspolicy.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What else a machine does while a run measures: the share of processor time that is not idle, and
 * the share that a hypervisor gave to other machines, while this process waits. Linux reports both
 * in {@code /proc/stat}; on other systems nothing is known.
 */
public final class MachineLoad {

  /** The share of processor time above which figures do not count. */
  static final double BUSY_ABOVE = 0.10;

  /** The share of stolen processor time above which figures do not count. */
  static final double STEAL_ABOVE = 0.02;

  private static final Path STAT = Path.of("/proc/stat");
  private static final int SAMPLE_MILLIS = 2_000;
  private static final int IDLE = 3;
  private static final int WAITING_FOR_IO = 4;
  private static final int STEAL = 7;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * Shares of processor time during one interval.
   *
   * @param busy the share that was not idle, from 0 to 1
   * @param steal the share that another machine had, from 0 to 1
   */
  record Sample(double busy, double steal) {

    boolean isQuiet() {
      return busy <= BUSY_ABOVE && steal <= STEAL_ABOVE;
    }

    /** The shares between two readings of the counters of {@code /proc/stat}. */
    static Optional<Sample> between(long[] before, long[] after) {
      long total = 0;
      for (int field = 0; field < before.length; field++) {
        total += after[field] - before[field];
      }
      if (total <= 0 || before.length <= STEAL) {
        return Optional.empty();
      }
      long idle = after[IDLE] - before[IDLE] + after[WAITING_FOR_IO] - before[WAITING_FOR_IO];
      long steal = after[STEAL] - before[STEAL];
      return Optional.of(
          new Sample((total - idle - steal) / (double) total, steal / (double) total));
    }
  }

  /** Waits for two seconds and adds what the machine did meanwhile. */
  public void sample() throws IOException {
    Optional<long[]> before = counters();
    try {
      Thread.sleep(SAMPLE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Optional<long[]> after = counters();
    if (before.isPresent() && after.isPresent()) {
      Sample.between(before.get(), after.get()).ifPresent(samples::add);
    }
  }

  void add(Sample sample) {
    samples.add(sample);
  }

  /** Whether every sample was quiet; empty if nothing is known. */
  public Optional<Boolean> isQuiet() {
    return samples.isEmpty()
        ? Optional.empty()
        : Optional.of(samples.stream().allMatch(Sample::isQuiet));
  }

  /** The largest shares, for people. */
  public String text() {
    if (samples.isEmpty()) {
      return "not known on this system";
    }
    return String.format(
        Locale.ROOT,
        "%d samples between the rounds: at most %.0f %% busy, %.1f %% stolen; %s",
        samples.size(),
        100 * samples.stream().mapToDouble(Sample::busy).max().orElse(0),
        100 * samples.stream().mapToDouble(Sample::steal).max().orElse(0),
        samples.stream().allMatch(Sample::isQuiet) ? "quiet" : "busy");
  }

  /** The counters of all processors since the start of the system, in the order of the file. */
  private static Optional<long[]> counters() throws IOException {
    if (!Files.isReadable(STAT)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(STAT)) {
      return lines
          .filter(line -> line.startsWith("cpu "))
          .findFirst()
          .map(line -> line.substring("cpu ".length()).strip().split(" "))
          // The last two fields are guests, which the first two fields include.
          .map(fields -> Stream.of(fields).limit(STEAL + 1).mapToLong(Long::parseLong).toArray());
    }
  }
}
