package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Decision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An engine with compiled tables that caches almost no rows, so that each decision is the first for
 * its pair of principal and key; few keys are met by many roles with equal policies. The population
 * is {@code statements}; those of the subclasses are {@code wildcards} and {@code console}.
 */
@State(Scope.Benchmark)
public class FirstMeetingState {

  /** So many pairs of a principal and a key that no row is left when a pair is met again. */
  private static final int MEETINGS = 10_000;

  /** The number of statements, or of keys with a policy of their own. */
  @Param({"10", "10000"})
  public int statements;

  private Authorizer authorizer;
  private FleetStream stream;

  /** Compiles, checks and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = workload().byOthers(MEETINGS);
    authorizer = Engines.forgetful(Engines.snapshot(workload.population()));
    stream = new FleetStream(workload, authorizer);
    Answers.check("the engine", workload, stream::decide);
    for (int request = 0; request < stream.size(); request++) {
      stream.decide(request);
    }
    Engines.settle();
  }

  Workload workload() {
    return StatementsWorkload.plain(statements);
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  Decision decideNext(Cursor cursor) {
    return stream.decide(cursor.next(stream.size()));
  }

  /** A wildcard in the Region, the account or the key id of each pattern. */
  @State(Scope.Benchmark)
  public static class Wildcards extends FirstMeetingState {
    @Override
    Workload workload() {
      return StatementsWorkload.wildcards(statements);
    }
  }

  /** A policy of its own for each key. */
  @State(Scope.Benchmark)
  public static class Console extends FirstMeetingState {
    @Override
    Workload workload() {
      return ConsoleWorkload.of(statements);
    }
  }
}
