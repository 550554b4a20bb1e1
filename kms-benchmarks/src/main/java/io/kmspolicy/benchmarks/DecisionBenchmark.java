package io.kmspolicy.benchmarks;

import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Whole decisions, over all layers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

  /** Principal and key seen before, nothing left to test. */
  @Benchmark
  public Decision warm(StatementsState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The same for an ARN in a new string, as every real request brings one. */
  @Benchmark
  public Decision warmFreshString(StatementsState state, Cursor cursor) {
    return state.decideNextFresh(cursor);
  }

  /** Principal and key seen before, three condition tests left. */
  @Benchmark
  public Decision conditions(ConditionsState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The mix of a whole organization, first meetings included. */
  @Benchmark
  public Decision fleet(FleetState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** First decisions for a principal and a key, tables compiled. */
  @Benchmark
  public Decision cold(FleetState.Forgetful state, Cursor cursor) {
    return state.decideNextPair(cursor);
  }

  /** The same as {@link #fleet} while policies change. */
  @Benchmark
  public Decision reloading(ReloadingState state, Cursor cursor) {
    return state.decideNext(cursor);
  }
}
