package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once in this JVM, without timing. The states check the decisions. */
class SmokeTest {

  /** The names are fixed, so runs can be compared over time. */
  private static final List<String> NAMES =
      List.of(
          "CompileBenchmark.compile",
          "CompileBenchmark.console",
          "CompileBenchmark.consoleTokens",
          "CompileBenchmark.managed",
          "CompileBenchmark.managedTokens",
          "CompileBenchmark.tokens",
          "curve.CurveBenchmark.keys",
          "curve.CurveBenchmark.keysCaffeineGet",
          "curve.CurveBenchmark.sessions",
          "curve.CurveBenchmark.testsOfManyUnknownKeys",
          "curve.CurveBenchmark.testsOfOneUnknownKey",
          "DecisionBenchmark.cold",
          "DecisionBenchmark.conditions",
          "DecisionBenchmark.firstMeeting",
          "DecisionBenchmark.firstMeetingConsole",
          "DecisionBenchmark.firstMeetingWildcards",
          "DecisionBenchmark.fleet",
          "DecisionBenchmark.reloading",
          "DecisionBenchmark.variables",
          "DecisionBenchmark.warm",
          "DecisionBenchmark.warmFreshString",
          "EvaluateBenchmark.reference",
          "EvaluateBenchmark.tables",
          "EvaluateBenchmark.turns",
          "HostileBenchmark.explanation",
          "HostileBenchmark.first",
          "HostileBenchmark.firstWithCompilation",
          "HostileBenchmark.later",
          "InterceptorBenchmark.allowed",
          "InterceptorBenchmark.denied",
          "InterceptorBenchmark.none",
          "LimitBenchmark.caffeineGet",
          "LimitBenchmark.caffeineGetFreshString",
          "LimitBenchmark.hashMapGet",
          "LimitBenchmark.hashMapGetFreshString",
          "ManyCallersBenchmark.afterFew",
          "ManyCallersBenchmark.afterMany",
          "curve.ManyTestsBenchmark.first",
          "curve.ManyTestsBenchmark.later",
          "PeerBenchmark.casbin",
          "PeerBenchmark.cedar",
          "PeerBenchmark.eventRuler",
          "PeerBenchmark.naive",
          "PeerBenchmark.reference",
          "ReadBenchmark.read",
          "ReadBenchmark.tokens",
          "ReplayBenchmark.read",
          "ReplayBenchmark.replay",
          "ReplayBenchmark.turns");

  @BeforeAll
  static void runBesidesOthers() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  private static Collection<RunResult> run(String include, int threads) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include("io\\.kmspolicy\\.benchmarks\\." + include)
                .mode(Mode.SingleShotTime)
                .forks(0)
                .threads(threads)
                .warmupIterations(0)
                .measurementIterations(1)
                .param("statements", "10")
                .param("keys", "200")
                .param("size", "3")
                .param("requests", "2000")
                .param("records", "500")
                .param("grants", "100")
                .param("shape", "KNOWN_TAG", "LONG_LITERALS", "COLLIDING_PAIRS", "GRANT_NAMES")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  @Test
  void run_everyBenchmark_hasAResult() throws RunnerException {
    Collection<String> names = new TreeSet<>();
    for (RunResult result : run(".*", 1)) {
      String name = result.getParams().getBenchmark();
      names.add(name.substring("io.kmspolicy.benchmarks.".length()));
    }

    assertThat(names).containsAll(NAMES);
  }

  @Test
  void run_fleetWithTwoThreads_hasAResult() throws RunnerException {
    assertThat(run("DecisionBenchmark\\.fleet", 2)).hasSize(1);
  }
}
