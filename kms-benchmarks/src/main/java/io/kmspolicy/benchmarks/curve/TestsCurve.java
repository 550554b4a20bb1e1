package io.kmspolicy.benchmarks.curve;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.TestsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One role and one key with a growing number of tests of unknown condition keys. */
@State(Scope.Thread)
public abstract class TestsCurve {

  /** The number of tests. */
  @Param({"1", "3", "20", "100", "500"})
  public int size;

  private Authorizer authorizer;
  private PrincipalHandle role;
  private ActionHandle action;
  private String arn;
  private RequestContext context;

  abstract Workload workload();

  /** Makes the engine, and decides several times, so that diagrams are built. */
  @Setup
  public void make() {
    Workload workload = workload();
    Request request = workload.requests().get(0);
    authorizer = Engine.of(workload.population());
    role = authorizer.principal(workload.population().principals().get(0).caller());
    action = authorizer.action(request.action());
    arn = workload.keyArns()[0];
    context = request.context();
    for (int i = 0; i < 3; i++) {
      Decision decision = decide();
      if (decision != workload.answer(request)) {
        throw new IllegalStateException(size + " tests: " + decision);
      }
    }
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  final Decision decide() {
    return role.decide(action, arn, context);
  }

  /** Of one unknown key. */
  @State(Scope.Thread)
  public static class OneUnknownKey extends TestsCurve {
    @Override
    Workload workload() {
      return TestsWorkload.of(size, 1);
    }
  }

  /** Of as many unknown keys. */
  @State(Scope.Thread)
  public static class ManyUnknownKeys extends TestsCurve {
    @Override
    Workload workload() {
      return TestsWorkload.of(size, size);
    }
  }
}
