package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Repeated decisions on the population {@code real}, and what an application would write instead: a
 * cache of the decisions that it has got.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RealFleetBenchmark {

  /** The engine and the cache, after one decision on every request. */
  @State(Scope.Benchmark)
  public static class Fleet {

    /** The number of keys. */
    @Param({"10000", "100000"})
    public int keys;

    /** How the roles and keys of the requests are drawn. */
    @Param({"ZIPF", "EVEN"})
    public Draw draw = Draw.ZIPF;

    /** The number of requests before the stream repeats. */
    @Param("262144")
    public int requests;

    private RealFleetCalls calls;

    /** Compiles, checks, and decides every request. */
    @Setup
    public void ask() {
      calls = RealFleetCalls.of(keys, draw, requests);
    }
  }

  /** A decision with the key ARN in a string whose hash is known. */
  @Benchmark
  public Decision known(Fleet fleet, Cursor cursor) {
    return fleet.calls.decideNext(cursor);
  }

  /** A decision with the key ARN in a new string, as in every real request. */
  @Benchmark
  public Decision fresh(Fleet fleet, Cursor cursor) {
    return fleet.calls.decideNextFresh(cursor);
  }

  /** The cache, asked as {@link #known}. */
  @Benchmark
  public @Nullable Decision decisionCache(Fleet fleet, Cursor cursor) {
    return fleet.calls.lookUpNext(cursor);
  }

  /** The cache, asked as {@link #fresh}. */
  @Benchmark
  public @Nullable Decision decisionCacheFresh(Fleet fleet, Cursor cursor) {
    return fleet.calls.lookUpNextFresh(cursor);
  }
}
