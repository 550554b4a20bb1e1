package io.kmspolicy.benchmarks;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Reading and deciding the scenarios of a file, as {@code kms-policy evaluate} does: a new reader
 * and a new evaluator for each file, on one thread. The time is the time of one scenario.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EvaluateBenchmark {

  private static final int SCENARIOS = 800;

  /** The families of the sample that the engine's tests decide, too. */
  private static final List<String> FAMILIES =
      List.of(
          "alias",
          "amended-sample",
          "boundary",
          "conditions",
          "crossaccount",
          "endpoint",
          "grants-sample",
          "handchecked",
          "identity",
          "inert-sample",
          "keypolicy",
          "mixed",
          "open-rules",
          "org",
          "partial",
          "services-sample",
          "unknowns-sample",
          "variables",
          "whitelist-sample");

  /** The scenarios as bytes. */
  @State(Scope.Benchmark)
  public static class Scenarios {

    /** Files with scenarios, separated by commas; empty for the sample. */
    @Param("")
    public String files = "";

    private byte[][] lines;

    /** Reads the lines, of all files in equal parts. */
    @Setup
    public void read() throws IOException {
      List<String> all = new ArrayList<>();
      if (files.isEmpty()) {
        for (String family : FAMILIES) {
          try (InputStream in =
              EvaluateBenchmark.class.getResourceAsStream("/corpus/" + family + ".jsonl")) {
            if (in == null) {
              throw new IOException("the resource of `" + family + "` is missing");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(all::add);
          }
        }
      } else {
        for (String file : files.split(",", -1)) {
          all.addAll(Files.readAllLines(Path.of(file)));
        }
      }
      lines = new byte[SCENARIOS][];
      for (int i = 0; i < SCENARIOS; i++) {
        int line = (int) ((long) i * all.size() / SCENARIOS);
        lines[i] = all.get(line).getBytes(StandardCharsets.UTF_8);
      }
    }

    /** Decides all scenarios and returns how many decisions are certain. */
    private int decide(PolicyEvaluator evaluator) {
      ScenarioReader reader = ScenarioReader.create().sharingDocuments();
      int certain = 0;
      for (int i = 0; i < lines.length; i++) {
        Scenario scenario = reader.line(i + 1).read(lines[i]);
        Decision decision = evaluator.decide(scenario.request(), scenario.policies());
        certain += decision == Decision.INDETERMINATE ? 0 : 1;
      }
      return certain;
    }
  }

  /** All scenarios. */
  @Benchmark
  @OperationsPerInvocation(SCENARIOS)
  public int evaluate(Scenarios scenarios) {
    return scenarios.decide(PolicyEvaluator.forScenarios());
  }
}
