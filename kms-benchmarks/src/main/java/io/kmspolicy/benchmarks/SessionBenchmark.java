package io.kmspolicy.benchmarks;

import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * Decisions for the sessions of roles, and what an application would use instead: a cache of
 * results.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionBenchmark {

  /** A decision for a session that nobody has seen, of a known role, on a known key. */
  @Benchmark
  public Decision newSession(SessionsState state, Cursor cursor) {
    return state.decideForNewSession(cursor);
  }

  /** The same on policies that the application passes. */
  @Benchmark
  public Decision newSessionPassed(SessionsState state, Cursor cursor) {
    return state.decideForNewSessionOnPassedPolicies(cursor);
  }

  /** A repeated decision for a known session. */
  @Benchmark
  public Decision console(SessionsState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** A cache lookup of the key only, with the same new objects as {@link #newSession}. */
  @Benchmark
  public @Nullable Decision caffeineGetFreshString(SessionsState state, Cursor cursor) {
    return state.lookUpNext(cursor);
  }

  /** A cache lookup of the key only. */
  @Benchmark
  public @Nullable Decision caffeineGet(SessionsState state, Cursor cursor) {
    return state.lookUpNextKnown(cursor);
  }

  /** A lookup in a cache of results, which finds known sessions only. */
  @Benchmark
  public @Nullable Decision resultCache(SessionsState state, Cursor cursor) {
    return state.lookUpResult(cursor);
  }
}
