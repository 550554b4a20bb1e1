package io.kmspolicy.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.benchmarks.workload.Zipf;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine with the population {@code console}, of which the snapshot lists the roles. Requests
 * follow Zipf's law over roles and keys; a role has 1,000 sessions that are known, and any number
 * of new ones. Every pair of role and key that occurs was decided once.
 */
@State(Scope.Benchmark)
public class SessionsState {

  private static final long SEED = 20_261_126;
  private static final int REQUESTS = 1 << 18;
  private static final int SESSIONS = 1_000;

  /** The number of keys. */
  @Param("10000")
  public int keys;

  private final Cache<String, Decision> byArn = Caffeine.newBuilder().build();
  private final Cache<String, Decision> byRequest = Caffeine.newBuilder().build();
  private final AnyRoleSession[] roles = new AnyRoleSession[REQUESTS];
  private final PrincipalHandle[] sessions = new PrincipalHandle[REQUESTS];
  private final String[] callers = new String[REQUESTS];
  private final String[] arns = new String[REQUESTS];
  private final String[] neverHashed = new String[REQUESTS];
  private final KmsResource[] resources = new KmsResource[REQUESTS];
  private final PrincipalPolicies[] own = new PrincipalPolicies[REQUESTS];
  private final KeyPolicies[] layers = new KeyPolicies[REQUESTS];
  private final ConditionContext context = RequestContext.empty();
  private Authorizer authorizer;
  private ActionHandle decrypt;

  /** Compiles, checks, and decides every request once. */
  @Setup
  public void compile() {
    Workload workload = ConsoleWorkload.of(keys);
    authorizer = Engines.authorizer(Engines.snapshot(workload.population()));
    FleetStream stream = new FleetStream(workload, authorizer);
    Answers.check("the engine", workload, stream::decide);
    decrypt = authorizer.action("kms:Decrypt");
    Streams streams = new Streams(workload);
    for (int request = 0; request < REQUESTS; request++) {
      streams.add(request);
      Decision known = known(request);
      byArn.put(arns[request], known);
      byRequest.put(request(callers[request], arns[request]), known);
    }
    Engines.settle();
  }

  /** Draws requests. */
  private final class Streams {

    private final Random random = new Random(SEED);
    private final Workload workload;
    private final PrincipalHandle[][] handles;
    private final PrincipalPolicies[] policies;
    private final KeyPolicies[] keyPolicies;
    private final String[] keyArns;
    private final String[] copies;
    private final Zipf role;
    private final Zipf key;

    Streams(Workload workload) {
      this.workload = workload;
      int count = workload.population().principals().size();
      this.handles = new PrincipalHandle[count][SESSIONS];
      this.policies =
          workload.population().principals().stream()
              .map(Engines::policies)
              .toArray(PrincipalPolicies[]::new);
      this.keyPolicies =
          workload.population().keys().stream().map(Engines::policies).toArray(KeyPolicies[]::new);
      this.keyArns = workload.keyArns();
      this.copies = new String[keyArns.length];
      for (int i = 0; i < copies.length; i++) {
        copies[i] = new String(keyArns[i].toCharArray());
      }
      this.role = new Zipf(count, random);
      this.key = new Zipf(keyArns.length, random);
    }

    void add(int request) {
      int by = role.next();
      int on = key.next();
      int number = random.nextInt(SESSIONS);
      roles[request] = (AnyRoleSession) workload.population().principals().get(by).caller();
      Caller session = roles[request].named("known-" + number);
      PrincipalHandle handle = handles[by][number];
      if (handle == null) {
        handle = authorizer.principal(session);
        handles[by][number] = handle;
      }
      sessions[request] = handle;
      callers[request] = session.arn();
      arns[request] = keyArns[on];
      neverHashed[request] = copies[on];
      resources[request] = workload.population().keys().get(on).key();
      own[request] = policies[by];
      layers[request] = keyPolicies[on];
    }
  }

  private static String request(String caller, String arn) {
    return caller + " kms:Decrypt " + arn;
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  private Decision known(int request) {
    return sessions[request].decide(decrypt, arns[request], context);
  }

  Decision decideNext(Cursor cursor) {
    return known(cursor.next(REQUESTS));
  }

  /** A session that nobody has seen, and a key ARN in a new string. */
  Decision decideForNewSession(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    return authorizer
        .principal(newSession(request, cursor))
        .decide(decrypt, freshArn(request, cursor), context);
  }

  /** The same with policies that the application passes. */
  Decision decideForNewSessionOnPassedPolicies(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    return authorizer.decide(
        newSession(request, cursor),
        decrypt,
        resources[request],
        own[request],
        layers[request],
        context);
  }

  /** A lookup of the key, with a session and a string made as above. */
  @Nullable Decision lookUpNext(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    newSession(request, cursor);
    return byArn.getIfPresent(freshArn(request, cursor));
  }

  /** A lookup of the same key object, as {@link #decideNext} gets it. */
  @Nullable Decision lookUpNextKnown(Cursor cursor) {
    return byArn.getIfPresent(arns[cursor.next(REQUESTS)]);
  }

  /** What a cache of results does: it looks up caller, action and key as one text. */
  @Nullable Decision lookUpResult(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    return byRequest.getIfPresent(request(callers[request], arns[request]));
  }

  private Caller newSession(int request, Cursor cursor) {
    return cursor.keep(roles[request].named("new-" + cursor.step()));
  }

  private String freshArn(int request, Cursor cursor) {
    return cursor.keep(new String(neverHashed[request]));
  }
}
