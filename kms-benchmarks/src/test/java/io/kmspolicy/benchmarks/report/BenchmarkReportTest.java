package io.kmspolicy.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {

  @TempDir Path directory;

  private static String result(
      String name, int statements, int threads, double nanos, double bytes) {
    return """
    {"benchmark": "io.kmspolicy.benchmarks.%s", "mode": "avgt", "threads": %d,
     "params": {"statements": "%d"},
     "primaryMetric": {"score": %s, "scoreUnit": "ns/op", "rawData": [[%s, %s], [%s]]},
     "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %s, "scoreUnit": "B/op"}}}\
    """
        .formatted(name, threads, statements, nanos, nanos, nanos * 100, nanos, bytes);
  }

  private void writeRound(String file, double warm) throws IOException {
    List<String> results = new ArrayList<>();
    for (int statements : new int[] {10, 1_000, 10_000}) {
      results.add(result("LimitBenchmark.caffeineGet", statements, 1, 5, 0));
      results.add(result("DecisionBenchmark.warm", statements, 1, warm, 0.0001));
    }
    results.add(result("PeerBenchmark.cedar", 1_000, 1, 2_000_000, 4_000));
    results.add(result("DecisionBenchmark.fleet", 0, 1, 80, 0));
    results.add(result("DecisionBenchmark.fleet", 0, 2, 100, 0));
    Files.writeString(directory.resolve(file), results.toString());
  }

  private String report() throws IOException {
    Path page = directory.resolve("page.md");
    BenchmarkReport.write(List.of(directory), page);
    return Files.readString(page);
  }

  private void writeRounds(double... warm) throws IOException {
    for (int round = 0; round < warm.length; round++) {
      writeRound("round-" + (round + 1) + ".json", warm[round]);
    }
  }

  @Test
  void write_fiveRoundsWithinTheLimit_isMet() throws IOException {
    writeRounds(10, 12, 14, 11, 13);

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.40 × | 2.00 – 2.80 | met |")
        .contains("| `warm` allocates at 10 | ≤ 0 B | 0 B | 0 – 0 | met |")
        .contains("| Rounds | 5,");
  }

  @Test
  void write_fiveRoundsBeyondTheLimit_isMissed() throws IOException {
    writeRounds(16, 17, 18, 19, 20);

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 3.60 × | 3.20 – 4.00 | **MISSED** |")
        .contains("| throughput of `fleet` with 2 threads to 1 | ≥ 1.80 × | 1.60 × |");
    assertThat(BenchmarkReport.write(List.of(directory), directory.resolve("again.md")))
        .contains("missed: `warm` to `caffeineGet` at 10: 3.60 ×, 3.20 – 4.00");
  }

  @Test
  void write_limitInsideTheInterval_isUndecided() throws IOException {
    writeRounds(10, 12, 14, 11, 50);

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.40 × | 2.00 – 10.0 | undecided |");
  }

  @Test
  void write_fewerThanFiveRounds_areUndecided() throws IOException {
    writeRounds(10, 12, 14, 11);

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.30 × | 2.00 – 2.80 | undecided |");
  }

  @Test
  void write_busyMachine_judgesOnlyWhatIsCounted() throws IOException {
    writeRounds(10, 12, 14, 11, 13);
    new MemoryFigures(
            100_000, 500.4, 480, 490, 20_000, 300, 100_000, 1_700, 1_000_000, 1_300_000, 900_000)
        .write(directory.resolve("memory.json"));
    MachineLoad load = new MachineLoad();
    load.add(new MachineLoad.Sample(0.01, 0));
    load.add(new MachineLoad.Sample(0.01, 0.03));
    new RunFacts(Map.of()).with(load).write(directory.resolve("run.json"));

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.40 × | 2.00 – 2.80 | undecided |")
        .contains("| a cached row | ≤ 256 B | 300 B | 300 – 300 | **MISSED** |")
        .contains("The machine was busy")
        .contains("at most 1 % busy, 3.0 % stolen; busy |");
  }

  @Test
  void write_quietMachine_judges() throws IOException {
    writeRounds(10, 12, 14, 11, 13);
    MachineLoad load = new MachineLoad();
    load.add(new MachineLoad.Sample(0.05, 0.01));
    new RunFacts(Map.of()).with(load).write(directory.resolve("run.json"));

    assertThat(report())
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.40 × | 2.00 – 2.80 | met |")
        .doesNotContain("The machine was busy");
  }

  @Test
  void write_partOfTheSuite_namesWhatIsNotMeasured() throws IOException {
    writeRound("round-1.json", 10);

    assertThat(report()).contains("Not measured:").contains("`read` to `tokens`");
  }

  /** A page is Markdown, where a bar separates the cells of a table. */
  @Test
  void write_partThatWasAskedFor_hasItsBarsOnly() throws IOException {
    writeRounds(10, 12, 14, 11, 13);
    RunFacts.collect("part 'warm|caffeineGet'", false).write(directory.resolve("run.json"));

    assertThat(report())
        .startsWith("# Benchmarks: a part of the suite\n")
        .contains("| Command | part 'warm\\|caffeineGet' |")
        .contains("| `warm` to `caffeineGet` at 10 | ≤ 3 × | 2.40 × | 2.00 – 2.80 | met |")
        .contains("Of 10 bars that were measured, 8 are met, 2 missed, 0 undecided.")
        .doesNotContain("Not measured", "Not counted", "## Memory", "cost.svg", "**Peers**");
    assertThat(directory.resolve("page")).isDirectoryNotContaining("glob:**cost.svg");
  }

  @Test
  void write_memoryAndFacts_areShown() throws IOException {
    writeRound("round-1.json", 10);
    new MemoryFigures(
            100_000, 500.4, 480, 490, 20_000, 300, 100_000, 1_700, 1_000_000, 1_300_000, 900_000)
        .write(directory.resolve("memory.json"));
    new RunFacts(Map.of("Machine", "a machine")).write(directory.resolve("run.json"));

    assertThat(report())
        .contains("| retained for each of 100,000 keys, all included but rows | ≤ 512 B | 500 B |")
        .contains("| a cached row | ≤ 256 B | 300 B | 300 – 300 | **MISSED** |")
        .contains("| retained for each of 100,000 keys with policies of their own | ≤ 2,000 B |")
        .contains(
            "| rows held, to `maximumRowBytes` | ≤ 1.25 × | 1.30 × | 1.30 – 1.30 | **MISSED** |")
        .contains("| Machine | a machine |");
  }

  private static String sampled(String method, String shape, double average, double tail) {
    return """
    {"benchmark": "io.kmspolicy.benchmarks.HostileBenchmark.%s", "mode": "sample", "threads": 1,
     "params": {"shape": "%s", "grants": "50000"},
     "primaryMetric": {"score": %s, "scoreUnit": "ns/op",
       "scorePercentiles": {"50.0": 1, "99.9": %s, "100.0": 9e9}},
     "secondaryMetrics": {}}\
    """
        .formatted(method, shape, average, tail);
  }

  @Test
  void write_benchmarksWithFewerRounds_areNumbered() throws IOException {
    writeRounds(10, 12, 14, 11, 13);
    assertThat(report()).contains("| Rounds | 5, a new JVM for each benchmark in each |");

    String unjudged = List.of(sampled("firstWithCompilation", "KNOWN_TAG", 1, 2)).toString();
    Files.writeString(directory.resolve("unjudged-1.json"), unjudged);
    Files.writeString(directory.resolve("unjudged-2.json"), unjudged);
    assertThat(report())
        .contains(
            "| Rounds | 5, a new JVM for each benchmark in each; 2 of those that no bar reads |");
  }

  @Test
  void write_distributions_areJudgedByTheirTails() throws IOException {
    List<String> results =
        List.of(
            sampled("later", "SHORT_VALUE", 1_000, 2_000),
            sampled("later", "KNOWN_TAG", 9_000, 1_500_000),
            sampled("first", "GRANT_VALUES", 20e6, 40e6));
    for (int round = 1; round <= 5; round++) {
      Files.writeString(directory.resolve("round-" + round + ".json"), results.toString());
    }

    assertThat(report())
        .contains("| `KNOWN_TAG` once met, percentile 99.9 | ≤ 1,000 µs | 1,500 µs |")
        .contains("| `GRANT_VALUES` at first, percentile 99.9 | ≤ 50,000 µs | 40,000 µs |")
        .contains("| `KNOWN_TAG` beyond `SHORT_VALUE` | ≤ 20 µs | 8.00 µs |")
        .contains("| `HostileBenchmark.later KNOWN_TAG (average)` |");
  }

  /** Two that take turns in one JVM are compared by what each of them took, not by their sum. */
  @Test
  void write_turns_areComparedWithinARound() throws IOException {
    String turns =
        """
        [{"benchmark": "io.kmspolicy.benchmarks.EvaluateBenchmark.turns", "mode": "avgt",
          "threads": 1, "params": {},
          "primaryMetric": {"score": 99, "scoreUnit": "ns/op", "rawData": [[%1$s]]},
          "secondaryMetrics": {
            "gc.count": {"score": 7, "scoreUnit": "counts", "rawData": [[7]]},
            "yardstick": {"score": 3, "scoreUnit": "#", "rawData": [[%1$s, 100, 1]]},
            "measured": {"score": 3, "scoreUnit": "#", "rawData": [[90, %2$s, 9000]]}}}]
        """;
    for (int round = 1; round <= 5; round++) {
      Files.writeString(
          directory.resolve("round-" + round + ".json"), turns.formatted(200, 90 + round));
    }

    assertThat(report())
        .contains("| `evaluate` by tables, to the reference | ≤ 1 × | 0.93 × | 0.91 – 0.95 | met |")
        .contains("| `EvaluateBenchmark.turns: measured` |  | 1 | 93.0 ns |")
        .doesNotContain("gc.count");
  }

  @Test
  void write_certainDecisions_areShownAsShares() throws IOException {
    writeRound("round-1.json", 10);
    new CertainFigures(
            List.of(
                new CertainFigures.Shape("KNOWN_TAG", 16, 16, 16),
                new CertainFigures.Shape("ADDRESSES", 16, 4, CertainFigures.NOT_DECIDED)))
        .write(directory.resolve("certain.json"));

    assertThat(report())
        .contains("| `KNOWN_TAG` | 16 | 100 % | 100 % |")
        .contains("| `ADDRESSES` | 16 | 25.0 % | not decided in time |");
  }

  @Test
  void write_charts_areDrawnBesideThePage() throws IOException {
    writeRound("round-1.json", 10);
    report();

    assertThat(directory.resolve("page/cost.svg"))
        .content()
        .contains("this engine, warm, 10.0 ns")
        .contains("cedar-java, 2.00 ms")
        .contains("bar: 3 × Caffeine get");
    assertThat(directory.resolve("page/bars.svg")).content().contains("the bar");
  }

  @Test
  void write_conditionTests_areDrawnAsCurves() throws IOException {
    List<String> results = new ArrayList<>();
    for (int tests : new int[] {1, 500}) {
      results.add(
          result("ManyTestsBenchmark.later", tests, 1, 20, 0)
              .replace("\"params\": {", "\"params\": {\"spread\": \"ONE_KEY\", "));
    }
    Files.writeString(directory.resolve("round-1.json"), results.toString());

    assertThat(report())
        .contains("(page/tests.svg)")
        .contains("| `ManyTestsBenchmark.later ONE_KEY` | 500 |")
        .contains("tests on one key, to one test,");
    assertThat(directory.resolve("page/tests.svg")).content().contains("one key, 20.0 ns");
  }

  @Test
  void write_curvesHeapAndDistributions_areDrawn() throws IOException {
    String curve = result("CurveBenchmark.keys", 0, 1, 50, 0).replace("statements", "size");
    Files.writeString(
        directory.resolve("round-1.json"),
        List.of(
                curve.replace("\"0\"", "\"1000\""),
                curve.replace("\"0\"", "\"10000\""),
                """
                {"benchmark": "io.kmspolicy.benchmarks.PublishBenchmark.timesAll",
                 "mode": "sample", "threads": 1, "params": {},
                 "primaryMetric": {"score": 300, "scoreUnit": "ns/op",
                   "scorePercentiles": {"50.0": 200, "99.9": 9000, "100.0": 9e9}},
                 "secondaryMetrics": {}}\
                """)
            .toString());
    new HeapFigures(
            List.of(
                new HeapFigures.Point(1_000, 2_000_000, 3_000_000),
                new HeapFigures.Point(10_000, 12_000_000, 16_000_000)))
        .write(directory.resolve("heap.json"));

    assertThat(report())
        .contains("(page/keys.svg)", "(page/memory.svg)", "(page/latencies.svg)")
        .doesNotContain("(page/sessions.svg)")
        .contains("| 10,000 | 12.0 MB | 16.0 MB |");
    assertThat(directory.resolve("page/keys.svg")).content().contains("known sessions, 50.0 ns");
    assertThat(directory.resolve("page/memory.svg")).content().contains("read, 12.0 MB");
    assertThat(directory.resolve("page/latencies.svg"))
        .content()
        .contains("all key policies, 9.00 µs")
        .contains("99.9 %");
  }

  @Test
  void collect_thisMachine_hasEveryFact() throws IOException {
    assertThat(RunFacts.collect("short", true).facts())
        .containsEntry("Command", "short")
        .containsKeys("Date", "Machine", "System", "JDK", "Libraries")
        .doesNotContainValue("");
  }
}
