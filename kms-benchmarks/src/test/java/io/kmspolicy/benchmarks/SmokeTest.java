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
          "DecisionBenchmark.conditions",
          "DecisionBenchmark.firstMeeting",
          "DecisionBenchmark.firstMeetingConsole",
          "DecisionBenchmark.firstMeetingWildcards",
          "DecisionBenchmark.warm",
          "DecisionBenchmark.warmFreshString",
          "EvaluateBenchmark.evaluate",
          "HostileBenchmark.explanation",
          "HostileBenchmark.first",
          "HostileBenchmark.later",
          "InterceptorBenchmark.allowed",
          "InterceptorBenchmark.denied",
          "InterceptorBenchmark.none",
          "LimitBenchmark.caffeineGet",
          "LimitBenchmark.caffeineGetFreshString",
          "LimitBenchmark.decisionCache",
          "ManyTestsBenchmark.later",
          "PeerBenchmark.casbin",
          "PeerBenchmark.cedar",
          "PeerBenchmark.eventRuler",
          "ProveBenchmark.fleetChange",
          "ProveBenchmark.tenStatements",
          "ReadBenchmark.iamPolicy",
          "ReadBenchmark.read",
          "RealFleetBenchmark.decisionCache",
          "RealFleetBenchmark.decisionCacheFresh",
          "RealFleetBenchmark.fresh",
          "RealFleetBenchmark.known",
          "ReplayBenchmark.read",
          "ReplayBenchmark.replay",
          "SessionBenchmark.caffeineGetFreshString",
          "SessionBenchmark.newSession");

  @BeforeAll
  static void runBesidesOthers() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  private static Collection<RunResult> runAll() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include("io\\.kmspolicy\\.benchmarks\\..*")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .threads(1)
                .warmupIterations(0)
                .measurementIterations(1)
                .param("statements", "10")
                .param("keys", "200")
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
    for (RunResult result : runAll()) {
      String name = result.getParams().getBenchmark();
      names.add(name.substring("io.kmspolicy.benchmarks.".length()));
    }

    assertThat(names).containsExactlyInAnyOrderElementsOf(NAMES);
  }
}
