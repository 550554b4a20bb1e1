package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.sdk.CallerChecks;
import io.kmspolicy.interceptor.decision.CallDecision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The interceptor's check of a steady caller, after few and after many other callers. The two
 * benchmarks differ in nothing else, so their ratio is the cost that other callers cause.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyCallersBenchmark {

  private static final int FEW = 10;

  /** Twice the number of callers that the engine caches. */
  private static final int MANY = 20_000;

  /** After few others. */
  @State(Scope.Thread)
  public static class AfterFew {

    private CallerChecks checks;

    /** Lets the others call. */
    @Setup
    public void prepare() {
      checks = CallerChecks.after(FEW);
    }
  }

  /** After many others. */
  @State(Scope.Thread)
  public static class AfterMany {

    private CallerChecks checks;

    /** Lets the others call. */
    @Setup
    public void prepare() {
      checks = CallerChecks.after(MANY);
    }
  }

  /** The check after few others. */
  @Benchmark
  public CallDecision afterFew(AfterFew state) {
    return state.checks.checkSteady();
  }

  /** The check after many others. */
  @Benchmark
  public CallDecision afterMany(AfterMany state) {
    return state.checks.checkSteady();
  }
}
