package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The engine with the population {@code conditions}, after one decision on every request. */
@State(Scope.Benchmark)
public class ConditionsState {

  /** The number of statements of the role, each with three tests. */
  @Param("1000")
  public int statements;

  private Authorizer authorizer;
  private PrincipalHandle app;
  private ActionHandle decrypt;
  private ArnStream arns;
  private ConditionContext[] contexts;

  /** Compiles, checks, and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = StatementsWorkload.guarded(statements);
    authorizer = Engines.authorizer(Engines.snapshot(workload.population()));
    app = authorizer.principal(workload.population().principals().get(0).caller());
    decrypt = authorizer.action("kms:Decrypt");
    arns = ArnStream.of(workload);
    contexts = workload.requests().stream().map(Request::context).toArray(ConditionContext[]::new);
    Answers.check("the engine", workload, this::decide);
    for (int request = 0; request < contexts.length; request++) {
      decide(request);
    }
    Engines.settle();
  }

  private Decision decide(int request) {
    return app.decide(decrypt, arns.sameStrings()[request], contexts[request]);
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  Decision decideNext(Cursor cursor) {
    return decide(cursor.next(contexts.length));
  }
}
