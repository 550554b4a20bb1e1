package io.kmspolicy.benchmarks;

import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Decisions for the sessions of roles, and a cache lookup. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionBenchmark {

  /** A decision for a session that nobody has seen, of a known role, on a known key. */
  @Benchmark
  public Decision newSession(SessionsState state, Cursor cursor) {
    return state.decideForNewSession(cursor);
  }

  /** A cache lookup of the key only, with the same new objects as {@link #newSession}. */
  @Benchmark
  public @Nullable Decision caffeineGetFreshString(SessionsState state, Cursor cursor) {
    return state.lookUpNext(cursor);
  }
}
