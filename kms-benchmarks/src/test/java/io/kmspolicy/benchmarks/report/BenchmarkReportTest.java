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

  private static final MemoryFigures.RealRows REAL =
      new MemoryFigures.RealRows(1_000, 250_000, 300_000, 100_000, 130_000, 0);

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

  private void writeRound(String file, double fresh) throws IOException {
    List<String> results = new ArrayList<>();
    for (int statements : new int[] {10, 1_000, 10_000}) {
      results.add(result("LimitBenchmark.caffeineGetFreshString", statements, 1, 100, 24));
      results.add(result("DecisionBenchmark.warmFreshString", statements, 1, fresh, 24.0001));
      results.add(result("DecisionBenchmark.warm", statements, 1, fresh, 0));
    }
    results.add(result("PeerBenchmark.cedar", 1_000, 1, 2_000_000, 4_000));
    Files.writeString(directory.resolve(file), results.toString());
  }

  private String report() throws IOException {
    Path page = directory.resolve("page.md");
    BenchmarkReport.write(List.of(directory), page);
    return Files.readString(page);
  }

  private void writeRounds(double... fresh) throws IOException {
    for (int round = 0; round < fresh.length; round++) {
      writeRound("round-" + (round + 1) + ".json", fresh[round]);
    }
  }

  @Test
  void write_fiveRoundsWithinTheLimit_isMet() throws IOException {
    writeRounds(40, 42, 44, 41, 43);

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.42 × | 0.40 –"
                + " 0.44 | met |")
        .contains(
            "| `warmFreshString` allocates beyond the string at 10 | ≤ 0 B | 0 B | 0 – 0 | met |")
        .contains("| Rounds | 5,");
  }

  @Test
  void write_fiveRoundsBeyondTheLimit_isMissed() throws IOException {
    writeRounds(66, 67, 68, 69, 70);

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.68 × | 0.66 –"
                + " 0.70 | **MISSED** |");
    assertThat(BenchmarkReport.write(List.of(directory), directory.resolve("again.md")))
        .contains(
            "missed: `warmFreshString` to `caffeineGetFreshString` at 10: 0.68 ×, 0.66 – 0.70");
  }

  @Test
  void write_limitInsideTheInterval_isUndecided() throws IOException {
    writeRounds(40, 42, 44, 41, 80);

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.42 × | 0.40 –"
                + " 0.80 | undecided |");
  }

  @Test
  void write_fewerThanFiveRounds_areUndecided() throws IOException {
    writeRounds(40, 42, 44, 41);

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.42 × | 0.40 –"
                + " 0.44 | undecided |");
  }

  @Test
  void write_busyMachine_judgesOnlyWhatIsCounted() throws IOException {
    writeRounds(40, 42, 44, 41, 43);
    new MemoryFigures(100_000, 1_700, 1_000_000, 900_000, REAL)
        .write(directory.resolve("memory.json"));
    MachineLoad load = new MachineLoad();
    load.add(new MachineLoad.Sample(0.01, 0));
    load.add(new MachineLoad.Sample(0.01, 0.03));
    new RunFacts(Map.of()).with(load).write(directory.resolve("run.json"));

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.42 × | 0.40 –"
                + " 0.44 | undecided |")
        .contains("The machine was busy")
        .contains("at most 1 % busy, 3.0 % stolen; busy |");
  }

  @Test
  void write_quietMachine_judges() throws IOException {
    writeRounds(40, 42, 44, 41, 43);
    MachineLoad load = new MachineLoad();
    load.add(new MachineLoad.Sample(0.05, 0.01));
    new RunFacts(Map.of()).with(load).write(directory.resolve("run.json"));

    assertThat(report())
        .contains(
            "| `warmFreshString` to `caffeineGetFreshString` at 10 | ≤ 0.60 × | 0.42 × | 0.40 –"
                + " 0.44 | met |")
        .doesNotContain("The machine was busy");
  }

  @Test
  void write_partOfTheSuite_namesWhatIsNotMeasured() throws IOException {
    writeRound("round-1.json", 40);

    assertThat(report()).contains("Not measured:").contains("`denied` to `none`");
  }

  /** A page is Markdown, where a bar separates the cells of a table. */
  @Test
  void write_partThatWasAskedFor_hasItsBarsOnly() throws IOException {
    writeRounds(40, 42, 44, 41, 43);
    RunFacts.collect("part 'warm|caffeineGet'", false).write(directory.resolve("run.json"));

    assertThat(report())
        .contains("| Command | part 'warm\\|caffeineGet' |")
        .contains("| `cedar` to `warm` at 1,000 | ≥ 1,000 × | 47,619 × |")
        .contains("Of 7 bars that were measured, 7 are met, 0 missed, 0 undecided.")
        .doesNotContain("Not measured");
  }

  @Test
  void write_memoryAndFacts_areShown() throws IOException {
    writeRound("round-1.json", 40);
    new MemoryFigures(100_000, 1_700, 1_000_000, 900_000, REAL)
        .write(directory.resolve("memory.json"));
    new RunFacts(Map.of("Machine", "a machine")).write(directory.resolve("run.json"));

    assertThat(report())
        .contains("| retained for each of 100,000 keys with policies of their own | ≤ 2,000 B |")
        .contains(
            "| rows held that all differ, to `maximumRowBytes` | ≤ 1.25 × | 0.90 × | 0.90 – 0.90 |"
                + " met |")
        .contains("| a cached row of the real fleet | ≤ 256 B | 250 B | 250 – 250 | met |")
        .contains("the larger to the smaller | ≤ 1.25 × | 1.20 × | 1.20 – 1.20 | met |")
        .contains(
            "| rows held of the real fleet, to `maximumRowBytes` | ≤ 1.25 × | 1.30 × | 1.30 – 1.30"
                + " | **MISSED** |")
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
  void write_distributions_areJudgedByTheirTails() throws IOException {
    List<String> results =
        List.of(
            sampled("later", "KNOWN_TAG", 9_000, 1_500_000),
            sampled("first", "GRANT_VALUES", 2e6, 4e6));
    for (int round = 1; round <= 5; round++) {
      Files.writeString(directory.resolve("round-" + round + ".json"), results.toString());
    }

    assertThat(report())
        .contains("| `KNOWN_TAG` once met, percentile 99.9 | ≤ 1,000 µs | 1,500 µs |")
        .contains("| `GRANT_VALUES` at first, percentile 99.9 | ≤ 5,000 µs | 4,000 µs |")
        .contains("| `HostileBenchmark.later KNOWN_TAG` |");
  }

  private static String ofRealFleet(String method, int keys, int threads, double nanos) {
    return """
    {"benchmark": "io.kmspolicy.benchmarks.RealFleetBenchmark.%s", "mode": "avgt", "threads": %d,
     "params": {"keys": "%d", "draw": "EVEN", "requests": "262144"},
     "primaryMetric": {"score": %s, "scoreUnit": "ns/op", "rawData": [[%s]]},
     "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 30, "scoreUnit": "B/op"}}}\
    """
        .formatted(method, threads, keys, nanos, nanos);
  }

  @Test
  void write_realFleet_isComparedWithACacheOfDecisions() throws IOException {
    List<String> some =
        List.of(
            ofRealFleet("known", 10_000, 1, 390),
            ofRealFleet("fresh", 10_000, 1, 420),
            ofRealFleet("decisionCacheFresh", 10_000, 1, 400),
            ofRealFleet("fresh", 10_000, 2, 600),
            ofRealFleet("decisionCacheFresh", 10_000, 2, 480));
    List<String> many =
        List.of(
            ofRealFleet("fresh", 100_000, 1, 900),
            ofRealFleet("decisionCacheFresh", 100_000, 1, 500));
    for (int round = 1; round <= 5; round++) {
      Files.writeString(directory.resolve("real-10000-" + round + ".json"), some.toString());
      Files.writeString(directory.resolve("real-100000-" + round + ".json"), many.toString());
    }

    assertThat(report())
        .contains(
            "| `RealFleetBenchmark.fresh EVEN` to `decisionCacheFresh` at 10,000 | ≤ 1.10 × | 1.05"
                + " × | 1.05 – 1.05 | met |")
        .contains(
            "| `RealFleetBenchmark.known EVEN` to `decisionCacheFresh` at 10,000 | ≤ 1 × | 0.98 × |"
                + " 0.98 – 0.98 | met |")
        .contains(
            "| `RealFleetBenchmark.fresh EVEN` allocates beyond the string at 10,000 | ≤ 16 B |"
                + " 6.00 B | 6.00 – 6.00 | met |")
        .contains(
            "| `RealFleetBenchmark.fresh EVEN` to `decisionCacheFresh` at 100,000 | ≤ 1.50 × | 1.80"
                + " × | 1.80 – 1.80 | **MISSED** |")
        .contains(
            "| what `RealFleetBenchmark.fresh EVEN` gains by a second thread to"
                + " `decisionCacheFresh` at 10,000 | ≥ 0.90 × | 0.84 × | 0.84 – 0.84 | **MISSED**"
                + " |")
        .contains("| `RealFleetBenchmark.fresh EVEN` | 10,000 | 2 | 600 ns |");
  }

  @Test
  void collect_thisMachine_hasEveryFact() throws IOException {
    assertThat(RunFacts.collect("short", true).facts())
        .containsEntry("Command", "short")
        .containsKeys("Date", "Machine", "System", "JDK", "Libraries")
        .doesNotContainValue("");
  }
}
