package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What one process used. Linux only.
 *
 * @param cpuSeconds its processor time, sampled every 20 ms
 * @param seconds the time from its start to its end
 * @param mebibytes its largest resident memory
 * @param status its exit status
 */
record ProcessCost(double cpuSeconds, double seconds, long mebibytes, int status) {

  private static final long INTERVAL_MILLIS = 20;
  private static final double MILLIS = 1e3;
  private static final int KIBI = 1 << 10;
  private static final double NANOS = 1e9;

  /** Runs a command without its output, and waits for its end. */
  static ProcessCost of(List<String> command) throws IOException {
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
    return new ProcessCost(
        cpu, (System.nanoTime() - start) / NANOS, memory / KIBI, process.exitValue());
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

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%5.2f s of processor time, %5.2f s elapsed, %d MiB resident, status %d",
        cpuSeconds,
        seconds,
        mebibytes,
        status);
  }
}
