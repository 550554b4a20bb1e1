package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.VariablesWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Decision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The engine with the population {@code variables}, after one decision on every request. */
@State(Scope.Benchmark)
public class VariablesState {

  /** The number of keys, each with a context of its own. */
  @Param("1000")
  public int keys;

  private Authorizer authorizer;
  private FleetStream stream;

  /** Compiles, checks and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = VariablesWorkload.of(keys);
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
    return stream.decide(cursor.next(stream.size()));
  }
}
