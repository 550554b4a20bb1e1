package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.FleetWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Decision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The engine with the population {@code fleet}, after one decision on every request. */
@State(Scope.Benchmark)
public class FleetState {

  /**
   * One request in this many is the first for its pair of principal and key. A repeated stream has
   * no such requests, but real streams always have some.
   */
  private static final int STEPS_PER_FIRST_MEETING = 1_000;

  /** The number of keys of the fleet. */
  @Param("10000")
  public int keys;

  /** The number of requests before the stream repeats. */
  @Param("262144")
  public int requests;

  private Authorizer authorizer;
  private FleetStream stream;

  /** Compiles, checks, and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = FleetWorkload.of(keys, requests);
    authorizer = Engines.authorizer(Engines.snapshot(workload.population()));
    stream = new FleetStream(workload, authorizer);
    Answers.check("the engine", workload, stream::decide);
    for (int request = 0; request < stream.size(); request++) {
      stream.decide(request);
    }
    Engines.settle();
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  Decision decideNext(Cursor cursor) {
    int request = cursor.next(stream.size());
    int step = cursor.step();
    return step % STEPS_PER_FIRST_MEETING == 0
        ? stream.decideForPair(step / STEPS_PER_FIRST_MEETING, request)
        : stream.decide(request);
  }
}
