package io.kmspolicy.benchmarks;

import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Complete decisions over all layers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

  /** A repeated decision without condition tests. */
  @Benchmark
  public Decision warm(StatementsState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The same with the ARN in a new string, as in every real request. */
  @Benchmark
  public Decision warmFreshString(StatementsState state, Cursor cursor) {
    return state.decideNextFresh(cursor);
  }

  /** A repeated decision with three condition tests. */
  @Benchmark
  public Decision conditions(ConditionsState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The first decision for a key, with many ARNs and prefixes in the policies of the role. */
  @Benchmark
  public Decision firstMeeting(FirstMeetingState state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The same with a wildcard inside each pattern. */
  @Benchmark
  public Decision firstMeetingWildcards(FirstMeetingState.Wildcards state, Cursor cursor) {
    return state.decideNext(cursor);
  }

  /** The same with a key policy of its own for each key. */
  @Benchmark
  public Decision firstMeetingConsole(FirstMeetingState.Console state, Cursor cursor) {
    return state.decideNext(cursor);
  }
}
