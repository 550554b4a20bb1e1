package io.kmspolicy.benchmarks.curve;

import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The cost of a repeated decision against keys, sessions, and tests of unknown condition keys. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CurveBenchmark {

  /** More and more keys with key policies of their own. */
  @Benchmark
  public Decision keys(ConsoleCurve.Keys state) {
    return state.decideNext();
  }

  /** A cache lookup of the same keys in the same order. */
  @Benchmark
  public @Nullable Decision keysCaffeineGet(ConsoleCurve.Keys state) {
    return state.lookUpNext();
  }

  /** More and more sessions of each role. */
  @Benchmark
  public Decision sessions(ConsoleCurve.Sessions state) {
    return state.decideNext();
  }

  /** Tests of one unknown condition key. */
  @Benchmark
  public Decision testsOfOneUnknownKey(TestsCurve.OneUnknownKey state) {
    return state.decide();
  }

  /** Tests of as many unknown condition keys. */
  @Benchmark
  public Decision testsOfManyUnknownKeys(TestsCurve.ManyUnknownKeys state) {
    return state.decide();
  }
}
