package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.TagComparisons;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.Decision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The cost of a decision against the number of tests of one condition key, with the whole context
 * known.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyTestsBenchmark {

  /** An engine that has decided on policies with a number of tests. */
  @State(Scope.Thread)
  public static class Met {

    /** The number of tests, each in a statement of its own. */
    @Param({"1", "20", "100", "500"})
    public int statements;

    private final Authorizer authorizer = Authorizer.builder().build();
    private final ActionHandle decrypt = authorizer.action("kms:Decrypt");
    private HostileCase made = TagComparisons.make(1);
    private PrincipalHandle caller = authorizer.principal(made.caller());
    private String resource = made.resource().arn();
    private int next;

    /** Publishes the policies, and compares every decision with the right one, twice. */
    @Setup
    public void prepare() {
      made = TagComparisons.make(statements);
      authorizer.publish(
          PolicySnapshot.builder()
              .principal(made.caller(), made.own())
              .key(made.resource(), made.key())
              .build());
      caller = authorizer.principal(made.caller());
      resource = made.resource().arn();
      check();
      check();
    }

    private void check() {
      for (int i = 0; i < made.contexts().size(); i++) {
        Decision right = TagComparisons.isAllowed(i) ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
        Decision given = decide(i);
        if (given != right) {
          throw new IllegalStateException("context " + i + ": " + given);
        }
      }
    }

    private Decision decide(int context) {
      int index = Math.floorMod(context, made.contexts().size());
      return caller.decide(decrypt, resource, made.contexts().get(index));
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
      authorizer.close();
    }
  }

  /** A decision on policies that the engine knows. */
  @Benchmark
  public Decision later(Met state) {
    return state.decide(state.next++);
  }
}
