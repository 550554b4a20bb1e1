package io.kmspolicy.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
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
 * The lower limit: the cost of looking up a key ARN. The decisions of {@link DecisionBenchmark} are
 * compared with it, over the same ARNs in the same order.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitBenchmark {

  /** The ARNs of the population {@code statements} in a cache. */
  @State(Scope.Benchmark)
  public static class Lookups {

    /** The number of keys. */
    @Param({"10", "1000", "10000"})
    public int statements;

    /** Unbounded, which makes its reads cheaper: the stricter limit. */
    private final Cache<String, Decision> cache = Caffeine.newBuilder().build();

    private ArnStream arns;

    /** Fills the cache. */
    @Setup
    public void fill() {
      Workload workload = StatementsWorkload.plain(statements);
      arns = ArnStream.of(workload);
      for (String arn : arns.sameStrings()) {
        cache.put(arn, Decision.ALLOWED);
      }
      Engines.settle();
    }
  }

  /** A cache lookup with the same string object. */
  @Benchmark
  public @Nullable Decision caffeineGet(Lookups lookups, Cursor cursor) {
    return lookups.cache.getIfPresent(lookups.arns.next(cursor));
  }

  /** A cache lookup with a new string. */
  @Benchmark
  public @Nullable Decision caffeineGetFreshString(Lookups lookups, Cursor cursor) {
    return lookups.cache.getIfPresent(lookups.arns.nextFresh(cursor));
  }

  /**
   * A lookup of the caller, the action, the key, and the values that the policies test, in a cache
   * of the decisions of {@link DecisionBenchmark#conditions}.
   */
  @Benchmark
  public @Nullable Decision decisionCache(ConditionsState state, Cursor cursor) {
    return state.lookUpNext(cursor);
  }
}
