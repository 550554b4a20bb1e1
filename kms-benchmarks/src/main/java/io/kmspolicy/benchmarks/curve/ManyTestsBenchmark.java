package io.kmspolicy.benchmarks.curve;

import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.TestSpread;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of a decision against the number of condition tests, with the whole context known. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyTestsBenchmark {

  /** Policies with a number of tests, and an engine. */
  @State(Scope.Thread)
  public abstract static class Published {

    /** The number of tests, or of the values of the test. */
    @Param({"1", "5", "20", "100", "500"})
    public int statements;

    /** How the tests are spread. */
    @Param public TestSpread spread = TestSpread.ONE_KEY;

    private final Authorizer authorizer = Authorizer.builder().build();
    private final ActionHandle decrypt = authorizer.action("kms:Decrypt");
    private HostileCase made = spread.make(1, 0);
    private PrincipalHandle caller = authorizer.principal(made.caller());
    private String resource = made.resource().arn();

    /** Publishes the policies with a number, so that they are compiled. */
    void publish(int number) {
      made = spread.make(statements, number);
      authorizer.publish(
          PolicySnapshot.builder()
              .principal(made.caller(), made.own())
              .key(made.resource(), made.key())
              .build());
      caller = authorizer.principal(made.caller());
      resource = made.resource().arn();
    }

    int contexts() {
      return made.contexts().size();
    }

    RequestContext context(int index) {
      return made.contexts().get(Math.floorMod(index, contexts()));
    }

    Decision decide(RequestContext context) {
      return caller.decide(decrypt, resource, context);
    }

    /** Compares every decision with the right one. */
    void check() {
      for (int i = 0; i < contexts(); i++) {
        Decision right = TestSpread.isAllowed(i) ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
        Decision given = decide(context(i));
        if (given != right) {
          throw new IllegalStateException(spread + ", context " + i + ": " + given);
        }
      }
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
      authorizer.close();
    }
  }

  /** An engine that has decided on the policies before. */
  public static class Met extends Published {

    private int next;

    /** Decides every request twice. */
    @Setup
    public void prepare() {
      publish(0);
      check();
      check();
    }
  }

  /** An engine that meets new policies in each invocation. */
  public static class New extends Published {

    private static final int WARM_UP = 60;

    private int number;
    private RequestContext context = RequestContext.empty();

    /** Decides until the code is compiled. */
    @Setup
    public void warmUp() {
      for (int i = 0; i < WARM_UP; i++) {
        read();
        check();
      }
    }

    /** Publishes policies that the engine has not seen. */
    @Setup(Level.Invocation)
    public void read() {
      publish(++number);
      context = context(number);
    }
  }

  /** A decision on policies that the engine knows. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public Decision later(Met state) {
    return state.decide(state.context(state.next++));
  }

  /** The first decision on policies that are published. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public Decision first(New state) {
    return state.decide(state.context);
  }
}
