package io.kmspolicy.benchmarks.process;

import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A round of {@code RealFleetBenchmark} in one JVM for each size of the fleet: asking everything
 * once takes longer than what is measured, so that the engine and the cache of decisions serve all
 * measurements of one draw of requests.
 */
public final class RealFleetRound {

  private static final String BENCHMARKS = "io\\.kmspolicy\\.benchmarks\\.RealFleetBenchmark\\.";
  private static final String ALL = BENCHMARKS + ".*";

  /** What the bars on many keys, and on two threads, compare. */
  private static final String FRESH = BENCHMARKS + "(fresh|decisionCacheFresh)$";

  private static final int KEYS = 10_000;
  private static final int MANY_KEYS = 100_000;
  private static final int WARMUPS = 3;
  private static final int ITERATIONS = 4;
  private static final TimeValue TIME = TimeValue.milliseconds(250);

  private final int keys;

  private RealFleetRound(int keys) {
    this.keys = keys;
  }

  /** Measures one round, each size in a new JVM. */
  public static void run(Path directory, int round) throws IOException {
    for (int keys : new int[] {KEYS, MANY_KEYS}) {
      ForkedRound.run(
          RealFleetRound.class,
          List.of("-Xms4g", "-Xmx6g", "-Xmn256m", "-Dkeys=" + keys, "-Djmh.ignoreLock=true"),
          directory.resolve("real-" + keys + "-" + round + ".json"));
    }
  }

  /**
   * Measures one size in this JVM.
   *
   * @param args the file for the results
   */
  public static void main(String[] args) throws RunnerException {
    ResultFormatFactory.getInstance(ResultFormatType.JSON, args[0])
        .writeOut(new RealFleetRound(Integer.getInteger("keys")).measure());
  }

  private Collection<RunResult> measure() throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    for (Draw draw : Draw.values()) {
      if (keys == KEYS) {
        results.addAll(measure(draw, ALL, 1));
        results.addAll(measure(draw, FRESH, 2));
      } else {
        results.addAll(measure(draw, FRESH, 1));
      }
    }
    return results;
  }

  private Collection<RunResult> measure(Draw draw, String benchmarks, int threads)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(benchmarks)
                .forks(0)
                .threads(threads)
                .param("keys", Integer.toString(keys))
                .param("draw", draw.name())
                .warmupIterations(WARMUPS)
                .warmupTime(TIME)
                .measurementIterations(ITERATIONS)
                .measurementTime(TIME)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build())
        .run();
  }
}
