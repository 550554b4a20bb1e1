package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.FleetWorkload;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading all policy texts of a fleet. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {

  /** The fleet's texts. */
  @State(Scope.Benchmark)
  public static class Texts {

    /** How many keys the fleet has; their policies are copies of few texts, read once each. */
    @Param("10000")
    public int keys;

    private Tokens tokens;

    /** Writes them. */
    @Setup
    public void write() {
      tokens = new Tokens(FleetWorkload.of(keys, 0).texts());
    }
  }

  /** Jackson's tokens and nothing else. */
  @Benchmark
  public int tokens(Texts texts) throws IOException {
    return texts.tokens.count();
  }

  /** The strict reader. */
  @Benchmark
  public int read(Texts texts) {
    return texts.tokens.read();
  }
}
