package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
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

/** Decisions on the worst legal policies. The distribution is measured, since the tail counts. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
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

    /** Decides every request once. */
    @Setup
    public void prepare() {
      authorizer = Authorizer.builder().build();
      decrypt = authorizer.action("kms:Decrypt");
      hostile = shape.make(0, grants);
      hostile.contexts().forEach(this::decide);
    }

    private Decision decide(RequestContext context) {
      return HostileBenchmark.decide(authorizer, decrypt, hostile, context);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
      authorizer.close();
    }
  }

  /** An engine that meets new policies in each invocation. */
  @State(Scope.Thread)
  public static class New {

    /** The shape of the policies. */
    @Param public HostileShape shape = HostileShape.SHORT_VALUE;

    /** The number of grants, in shapes of grants. */
    @Param("" + HostileShape.MAX_GRANTS)
    public int grants;

    private Authorizer authorizer;
    private ActionHandle decrypt;
    private HostileCase hostile;
    private int number;

    /** Creates the engine. */
    @Setup
    public void prepare() {
      authorizer = Authorizer.builder().build();
      decrypt = authorizer.action("kms:Decrypt");
    }

    /** Reads policies that the engine has not seen. */
    @Setup(Level.Invocation)
    public void read() {
      hostile = shape.make(++number, grants);
    }

    private Decision decideFirst() {
      RequestContext context = hostile.contexts().get(number % hostile.contexts().size());
      return HostileBenchmark.decide(authorizer, decrypt, hostile, context);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
      authorizer.close();
    }
  }

  static Decision decide(
      Authorizer authorizer, ActionHandle decrypt, HostileCase hostile, RequestContext context) {
    return authorizer.decide(
        hostile.caller(), decrypt, hostile.resource(), hostile.own(), hostile.key(), context);
  }

  /** A decision on policies that the engine knows. */
  @Benchmark
  public Decision later(Met state, Cursor cursor) {
    return state.decide(state.hostile.contexts().get(cursor.next(state.hostile.contexts().size())));
  }

  /** The first decision on policies: they were read, but not compiled. */
  @Benchmark
  public Decision first(New state) {
    return state.decideFirst();
  }
}
