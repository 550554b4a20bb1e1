package io.kmspolicy.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine with the population {@code conditions}, after one decision on every request, and a
 * cache of these decisions.
 */
@State(Scope.Benchmark)
public class ConditionsState {

  private static final String ACTION = "kms:Decrypt";

  /** The number of statements of the role, each with three tests. */
  @Param("1000")
  public int statements;

  private Authorizer authorizer;
  private PrincipalHandle app;
  private ActionHandle decrypt;
  private ArnStream arns;
  private ConditionContext[] contexts;

  /** Unbounded, as in {@link LimitBenchmark}. */
  private final Cache<Question, Decision> cache = Caffeine.newBuilder().build();

  private String caller;

  /** What an application reads from a call: the key of its cache. */
  private record Question(String caller, String action, String key, Tested tested) {}

  /** The values that the policies test. */
  private record Tested(String tenant, String sourceIp, String team, String project) {

    static Tested of(ConditionContext context) {
      return new Tested(
          value(context, "kms:encryptioncontext:tenant"),
          value(context, "aws:sourceip"),
          value(context, "aws:principaltag/team"),
          value(context, "aws:principaltag/project"));
    }

    private static String value(ConditionContext context, String key) {
      if (context.get(key) instanceof ContextValue.Present present) {
        return present.values().get(0);
      }
      throw new IllegalStateException("the workload has no `" + key + "`");
    }
  }

  /** Compiles, checks, and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = StatementsWorkload.guarded(statements);
    authorizer = Engines.authorizer(Engines.snapshot(workload.population()));
    app = authorizer.principal(workload.population().principals().get(0).caller());
    decrypt = authorizer.action(ACTION);
    arns = ArnStream.of(workload);
    contexts = workload.requests().stream().map(Request::context).toArray(ConditionContext[]::new);
    caller = app.caller().arn();
    Answers.check("the engine", workload, this::decide);
    for (int request = 0; request < contexts.length; request++) {
      cache.put(question(request), decide(request));
    }
    Engines.settle();
  }

  private Decision decide(int request) {
    return app.decide(decrypt, arns.sameStrings()[request], contexts[request]);
  }

  private Question question(int request) {
    return new Question(caller, ACTION, arns.sameStrings()[request], Tested.of(contexts[request]));
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  Decision decideNext(Cursor cursor) {
    return decide(cursor.next(contexts.length));
  }

  @Nullable Decision lookUpNext(Cursor cursor) {
    return cache.getIfPresent(question(cursor.next(contexts.length)));
  }
}
