package io.kmspolicy.benchmarks;

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

/** The engine with the population {@code statements}, after one decision on every request. */
@State(Scope.Benchmark)
public class StatementsState {

  /** How many statements the role has, and so how many keys there are. */
  @Param({"10", "1000", "10000"})
  public int statements;

  private Authorizer authorizer;
  private PrincipalHandle app;
  private ActionHandle decrypt;
  private ArnStream arns;
  private ConditionContext context;

  /** Compiles, checks and asks everything once. */
  @Setup
  public void compile() {
    Workload workload = StatementsWorkload.plain(statements);
    authorizer = Engines.authorizer(Engines.snapshot(workload.population()));
    app = authorizer.principal(workload.population().principals().get(0).caller());
    decrypt = authorizer.action("kms:Decrypt");
    arns = ArnStream.of(workload);
    context = workload.requests().get(0).context();
    Answers.check("the engine", workload, this::decide);
    for (int request = 0; request < statements; request++) {
      decide(request);
    }
    Engines.settle();
  }

  private Decision decide(int request) {
    return app.decide(decrypt, arns.sameStrings()[request], context);
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  Decision decideNext(Cursor cursor) {
    return app.decide(decrypt, arns.next(cursor), context);
  }

  Decision decideNextFresh(Cursor cursor) {
    return app.decide(decrypt, arns.nextFresh(cursor), context);
  }
}
