package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.process.CallCosts;
import io.kmspolicy.benchmarks.process.FleetQueries;
import io.kmspolicy.benchmarks.process.PublishBenchmark;
import io.kmspolicy.benchmarks.process.RealFleetRound;
import io.kmspolicy.benchmarks.process.ReplayMemory;
import io.kmspolicy.benchmarks.process.StartBenchmark;
import io.kmspolicy.benchmarks.report.BenchmarkReport;
import io.kmspolicy.benchmarks.report.MachineLoad;
import io.kmspolicy.benchmarks.report.RunFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The whole suite, or a part of it, in rounds of one JVM for each benchmark.
 *
 * @param rounds how many rounds
 * @param warmups iterations that are not counted
 * @param iterations iterations that are counted
 * @param time the time of an iteration
 * @param names a regular expression that matches somewhere in the names of the benchmarks that run;
 *     empty for the whole suite
 */
record Suite(int rounds, int warmups, int iterations, TimeValue time, String names) {

  /** Some hours on two processors. */
  static final Suite SHORT = new Suite(5, 3, 4, TimeValue.milliseconds(300), "");

  /** More hours on two processors. */
  static final Suite FULL = new Suite(5, 5, 10, TimeValue.seconds(1), "");

  private static final String PACKAGE = "io\\.kmspolicy\\.benchmarks\\.";

  /** Whole calls are measured in alternating blocks instead. */
  private static final String INTERCEPTOR = PACKAGE + "InterceptorBenchmark\\..*";

  /** Measured in one JVM for each size of the fleet instead. */
  private static final String REAL_FLEET = PACKAGE + "RealFleetBenchmark\\..*";

  /** No bar reads them: they tell two commits apart, by a part or {@code scripts/perf-compare}. */
  private static final String FOR_COMPARISONS = PACKAGE + "ReplayBenchmark\\..*";

  /** Compiling, proving and making rows are long code. */
  private static final String LONG_CODE =
      PACKAGE
          + "(CompileBenchmark\\.(compile|tokens)$|ProveBenchmark\\.tenStatements$"
          + "|DecisionBenchmark\\.firstMeeting.*)";

  private static final int LONG_CODE_WARMUPS = 10;

  /** All policies of an account meet every kind of statement. */
  private static final String MANY_POLICIES = PACKAGE + "CompileBenchmark\\.(console|managed).*";

  private static final int MANY_POLICIES_WARMUPS = 20;

  /** Readers are less code than what compiles. */
  private static final String READING = PACKAGE + "ReadBenchmark\\..*";

  private static final int READING_WARMUPS = 5;

  /** Whole files run through all of that code, and few fit into a second. */
  private static final String WHOLE_FILES =
      PACKAGE + "(ReplayBenchmark\\..*|EvaluateBenchmark\\..*)";

  private static final int WHOLE_FILES_WARMUPS = 12;

  /** They take up to a millisecond: of a few hundred, percentile 99.9 would be the slowest one. */
  private static final String FIRST_DECISIONS = PACKAGE + "HostileBenchmark\\.first$";

  /**
   * A young generation that is allocated in once during the warm-up: the first use of each page of
   * a heap costs more than what is measured.
   */
  private static final String YOUNG_GENERATION = "-Xmn256m";

  /** The names of the files that a run writes. */
  private static final Pattern RESULTS =
      Pattern.compile(
          "((round|calls|publish|start|queries|replay|real-[0-9]+)-[0-9]+|run|memory)\\.json");

  /** What has no match of the names. */
  private static final String OTHERS = "^(?!.*(?:%s))";

  private static final OutputFormat SILENT =
      OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

  /** A round is short, so that there are more: the interval leaves out three at each end. */
  static final int ROUNDS_OF_A_PART = 15;

  /**
   * A part of {@link #SHORT}: only benchmarks of JMH, all in every round.
   *
   * @param names a regular expression that matches somewhere in their names
   * @param rounds how many rounds; a bar needs five
   */
  static Suite part(String names, int rounds) {
    return new Suite(rounds, SHORT.warmups, SHORT.iterations, SHORT.time, names);
  }

  /** Whether any benchmark has such a name. */
  boolean hasBenchmarks() {
    return hasBenchmarks(options().include(PACKAGE + ".*").exclude(INTERCEPTOR));
  }

  private boolean hasRealFleet() {
    return hasBenchmarks(options().include(REAL_FLEET));
  }

  private static boolean hasBenchmarks(ChainedOptionsBuilder chosen) {
    Options options = chosen.build();
    return !BenchmarkList.defaultList()
        .find(SILENT, options.getIncludes(), options.getExcludes())
        .isEmpty();
  }

  private boolean isWhole() {
    return names.isEmpty();
  }

  /**
   * Removes the results of an earlier run, which may have had other benchmarks or more rounds: a
   * page is about one run.
   */
  static void removeEarlier(Path results) throws IOException {
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : files.toList()) {
        if (RESULTS.matcher(String.valueOf(file.getFileName())).matches()) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Runs the benchmarks, and all that the suite measures without JMH if it is whole.
   *
   * @param command how the run was asked for
   * @param results the directory for the results
   * @param page the page to write
   */
  void run(String command, Path results, Path page) throws IOException, RunnerException {
    Files.createDirectories(results);
    removeEarlier(results);
    RunFacts facts = RunFacts.collect(command, isWhole());
    MachineLoad load = new MachineLoad();
    load.sample();
    for (int round = 1; round <= rounds; round++) {
      Path file = results.resolve("round-" + round + ".json");
      ResultFormatFactory.getInstance(ResultFormatType.JSON, file.toString()).writeOut(round());
      if (hasRealFleet()) {
        RealFleetRound.run(results, round);
      }
      if (isWhole()) {
        runProcesses(results, round);
      }
      load.sample();
    }
    facts.with(load).write(results.resolve("run.json"));
    if (isWhole()) {
      MemoryReport.main(new String[] {results.resolve("memory.json").toString()});
    }
    BenchmarkReport.write(List.of(results), page).forEach(System.out::println);
    System.out.println("wrote " + page);
  }

  private static void runProcesses(Path results, int round) throws IOException {
    CallCosts.run(results, round);
    PublishBenchmark.run(results, round);
    if (StartBenchmark.canRun()) {
      StartBenchmark.main(new String[] {results.resolve("start-" + round + ".json").toString()});
      FleetQueries.run(results, round);
      ReplayMemory.run(results, round);
    }
  }

  private Collection<RunResult> round() throws RunnerException {
    List<RunResult> all = new ArrayList<>();
    all.addAll(
        run(
            options()
                .include(PACKAGE + ".*")
                .exclude(INTERCEPTOR)
                .exclude(REAL_FLEET)
                .exclude(LONG_CODE)
                .exclude(MANY_POLICIES)
                .exclude(READING)
                .exclude(WHOLE_FILES)
                .exclude(FIRST_DECISIONS)));
    all.addAll(run(options().include(FIRST_DECISIONS).measurementTime(TimeValue.seconds(2))));
    all.addAll(run(warmedUp(LONG_CODE, LONG_CODE_WARMUPS)));
    all.addAll(run(warmedUp(MANY_POLICIES, MANY_POLICIES_WARMUPS)));
    all.addAll(run(warmedUp(READING, READING_WARMUPS)));
    all.addAll(
        run(warmedUp(WHOLE_FILES, WHOLE_FILES_WARMUPS).measurementTime(TimeValue.seconds(1))));
    return all;
  }

  /** Runs the benchmarks; a part of the suite may have none of them. */
  private Collection<RunResult> run(ChainedOptionsBuilder chosen) throws RunnerException {
    return isWhole() || hasBenchmarks(chosen) ? new Runner(chosen.build()).run() : List.of();
  }

  private ChainedOptionsBuilder warmedUp(String benchmarks, int seconds) {
    return options().include(benchmarks).warmupIterations(seconds).warmupTime(TimeValue.seconds(1));
  }

  private ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .exclude(isWhole() ? FOR_COMPARISONS : OTHERS.formatted(names))
        .forks(1)
        .threads(1)
        .warmupIterations(warmups)
        .warmupTime(time)
        .measurementIterations(iterations)
        .measurementTime(time)
        .jvmArgsAppend(YOUNG_GENERATION)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true);
  }
}
