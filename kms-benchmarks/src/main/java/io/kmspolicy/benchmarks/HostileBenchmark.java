package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.process.SetUpGarbage;
import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Decisions on the worst legal policies. The distribution is measured, since the tail counts.
 *
 * <p>What is measured is the call of {@code decide} alone, in a warm JVM. Each first decision needs
 * new policies, and reading and publishing them allocates far more than the decision. So the set-up
 * of every shape collects its garbage ({@link SetUpGarbage}): a collection of it is no part of the
 * decision, and the pauses of a service's collector depend on the service. What the decision itself
 * allocates is part of the measurement, and {@code HostileAllocationTest} bounds it.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = SetUpGarbage.YOUNG)
public class HostileBenchmark {

  /** An engine that has decided on the policies before. */
  @State(Scope.Benchmark)
  public static class Met {

    /** The shape of the policies. */
    @Param public HostileShape shape = HostileShape.SHORT_VALUE;

    /** The number of grants, in shapes of grants. */
    @Param("" + HostileShape.MAX_GRANTS)
    public int grants;

    private Authorizer authorizer;
    private ActionHandle decrypt;
    private HostileCase hostile;

    /**
     * Decides every request once, and collects the garbage: in a service, policies that are known
     * have outlived the collections that copy them.
     */
    @Setup
    public void prepare() {
      authorizer = Authorizer.builder().build();
      decrypt = authorizer.action("kms:Decrypt");
      hostile = shape.make(0, grants);
      authorizer.publish(
          PolicySnapshot.builder()
              .principal(hostile.caller(), hostile.own())
              .key(hostile.resource(), hostile.key())
              .build());
      hostile.contexts().forEach(this::decide);
      Engines.settle();
    }

    private Decision decide(RequestContext context) {
      return authorizer.decide(
          hostile.caller(), decrypt, hostile.resource(), hostile.own(), hostile.key(), context);
    }

    private Explanation explain(RequestContext context) {
      return authorizer.explain(hostile.caller(), decrypt, hostile.resource().arn(), context);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
      authorizer.close();
    }
  }

  /**
   * An engine that meets new policies in each invocation. Before it is measured, it decides on
   * other policies of the shape: an invocation publishes new policies, so the iterations that JMH
   * gives to warming up have few invocations.
   */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // The fields are set before each decision.
  public static class New {

    private static final int WARM_UP = 60;

    /** The shape of the policies. */
    @Param public HostileShape shape = HostileShape.SHORT_VALUE;

    /** The number of grants, in shapes of grants. */
    @Param("" + HostileShape.MAX_GRANTS)
    public int grants;

    private final Authorizer authorizer = Authorizer.builder().build();
    private final ActionHandle decrypt = authorizer.action("kms:Decrypt");
    private final SetUpGarbage garbage = new SetUpGarbage();
    private int number;
    private PrincipalHandle caller;
    private String resource;
    private RequestContext context;

    /** Decides until the code is compiled. */
    @Setup
    public void warmUp() {
      for (int i = 0; i < WARM_UP; i++) {
        publish();
        decide();
      }
    }

    /** Publishes policies that the engine has not seen, which compiles them. */
    @Setup(Level.Invocation)
    public void publish() {
      HostileCase hostile = shape.make(++number, grants);
      authorizer.publish(
          PolicySnapshot.builder()
              .principal(hostile.caller(), hostile.own())
              .key(hostile.resource(), hostile.key())
              .build());
      caller = authorizer.principal(hostile.caller());
      resource = hostile.resource().arn();
      context = hostile.contexts().get(number % hostile.contexts().size());
      garbage.collect();
    }

    /** Counts the call. */
    @TearDown(Level.Invocation)
    public void count() {
      garbage.count();
    }

    private Decision decide() {
      return caller.decide(decrypt, resource, context);
    }

    /** Closes the engine, and prints how many calls a collection may have prolonged. */
    @TearDown
    public void close() {
      authorizer.close();
      System.out.printf(
          "%ncollections fell into %d of %d calls%n", garbage.interrupted(), garbage.calls());
    }
  }

  /** A decision on policies that the engine knows. */
  @Benchmark
  public Decision later(Met state, Cursor cursor) {
    return state.decide(state.hostile.contexts().get(cursor.next(state.hostile.contexts().size())));
  }

  /** The first decision of a caller on a key whose policies are published. */
  @Benchmark
  public Decision first(New state) {
    return state.decide();
  }

  /** The explanation of a decision on policies that the engine knows. */
  @Benchmark
  public Explanation explanation(Met state, Cursor cursor) {
    return state.explain(
        state.hostile.contexts().get(cursor.next(state.hostile.contexts().size())));
  }
}
