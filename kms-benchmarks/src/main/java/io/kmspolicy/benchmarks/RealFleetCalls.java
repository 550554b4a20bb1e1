package io.kmspolicy.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.RealFleet;
import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the population {@code real}, to an engine with default limits that was asked all
 * of them, and to a cache of its decisions.
 */
final class RealFleetCalls {

  /** What a JVM made last: benchmarks that run in one JVM share it. */
  private static @Nullable RealFleetCalls last;

  private final Parameters parameters;
  private final Authorizer authorizer;

  /** Unbounded, as in {@link LimitBenchmark}. */
  private final Cache<Question, Decision> cache = Caffeine.newBuilder().build();

  private final ArnStream arns;
  private final PrincipalHandle[] handles;
  private final ActionHandle[] actions;
  private final ConditionContext[] contexts;
  private final String[] callers;
  private final String[] actionNames;
  private final Encryption[] encryption;

  private record Parameters(int keys, Draw draw, int requests) {}

  /** The encryption context of a request; requests with equal ones have one object. */
  private record Encryption(Map<String, String> context) {}

  /** What an application knows of a call: the key of its cache. */
  private record Question(
      String caller, String action, String key, Map<String, String> encryptionContext) {}

  private RealFleetCalls(Parameters parameters) {
    this.parameters = parameters;
    RealFleet fleet = RealFleet.of(parameters.keys());
    Workload workload = fleet.requests(parameters.draw(), parameters.requests());
    authorizer = authorizer(workload);
    arns = ArnStream.of(workload);
    PrincipalHandle[] known =
        workload.population().principals().stream()
            .map(entry -> authorizer.principal(entry.caller()))
            .toArray(PrincipalHandle[]::new);
    List<Request> requests = workload.requests();
    handles = new PrincipalHandle[requests.size()];
    actions = new ActionHandle[requests.size()];
    contexts = new ConditionContext[requests.size()];
    callers = new String[requests.size()];
    actionNames = new String[requests.size()];
    encryption = new Encryption[requests.size()];
    IdentityHashMap<ConditionContext, Encryption> distinct = new IdentityHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      handles[i] = known[request.principal()];
      actions[i] = authorizer.action(request.action());
      contexts[i] = request.context();
      callers[i] = handles[i].caller().arn();
      actionNames[i] = request.action();
      encryption[i] = distinct.computeIfAbsent(request.context(), RealFleetCalls::encryption);
    }
    Answers.check("the engine", workload, this::decide);
    ask();
    Engines.settle();
  }

  /** The calls with these parameters: those of this JVM if it made them last. */
  static synchronized RealFleetCalls of(int keys, Draw draw, int requests) {
    Parameters wanted = new Parameters(keys, draw, requests);
    RealFleetCalls now = last;
    if (now != null && now.parameters.equals(wanted)) {
      return now;
    }
    if (now != null) {
      now.authorizer.close();
      last = null;
    }
    now = new RealFleetCalls(wanted);
    last = now;
    return now;
  }

  /** The engine as an application of the AWS SDK has it. */
  private static Authorizer authorizer(Workload workload) {
    return Authorizer.builder()
        .policies(Engines.snapshot(workload.population()))
        .factsFromIdentity()
        .build();
  }

  private static Encryption encryption(ConditionContext context) {
    return new Encryption(
        context.get("kms:encryptioncontext:tenant") instanceof ContextValue.Present present
            ? Map.of("tenant", present.values().get(0))
            : Map.of());
  }

  /** Asks everything twice, and fills the cache. */
  private void ask() {
    for (int i = 0; i < contexts.length; i++) {
      cache.put(question(i, arns.sameStrings()[i]), decide(i));
    }
    for (int i = 0; i < contexts.length; i++) {
      if (lookUp(i, arns.sameStrings()[i]) != decide(i)) {
        throw new IllegalStateException("the engine answers request " + i + " in two ways");
      }
    }
  }

  private Decision decide(int request) {
    return decide(request, arns.sameStrings()[request]);
  }

  private Decision decide(int request, String arn) {
    return handles[request].decide(actions[request], arn, contexts[request]);
  }

  Decision decideNext(Cursor cursor) {
    return decide(cursor.next(contexts.length));
  }

  Decision decideNextFresh(Cursor cursor) {
    int request = cursor.next(contexts.length);
    return decide(request, arns.fresh(request, cursor));
  }

  private Question question(int request, String arn) {
    return new Question(callers[request], actionNames[request], arn, encryption[request].context());
  }

  private @Nullable Decision lookUp(int request, String arn) {
    return cache.getIfPresent(question(request, arn));
  }

  @Nullable Decision lookUpNext(Cursor cursor) {
    int request = cursor.next(contexts.length);
    return lookUp(request, arns.sameStrings()[request]);
  }

  @Nullable Decision lookUpNextFresh(Cursor cursor) {
    int request = cursor.next(contexts.length);
    return lookUp(request, arns.fresh(request, cursor));
  }
}
