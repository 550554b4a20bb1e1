package io.kmspolicy.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.PrincipalEntry;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.benchmarks.workload.Zipf;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The engine with the population {@code console}, of which the snapshot lists the roles. Requests
 * follow Zipf's law over roles and keys; each is by a session that nobody has seen. Every pair of
 * role and key that occurs was decided once, for another session.
 */
@State(Scope.Benchmark)
public class SessionsState {

  private static final long SEED = 20_261_126;
  private static final int REQUESTS = 1 << 18;

  /** The number of keys. */
  @Param("10000")
  public int keys;

  private final Cache<String, Decision> byArn = Caffeine.newBuilder().build();
  private final AnyRoleSession[] roles = new AnyRoleSession[REQUESTS];
  private final String[] neverHashed = new String[REQUESTS];
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
    draw(workload);
    Engines.settle();
  }

  /** Draws the requests, and decides each. */
  private void draw(Workload workload) {
    Random random = new Random(SEED);
    List<PrincipalEntry> principals = workload.population().principals();
    String[] keyArns = workload.keyArns();
    String[] copies = new String[keyArns.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = new String(keyArns[i].toCharArray());
    }
    Zipf role = new Zipf(principals.size(), random);
    Zipf key = new Zipf(keyArns.length, random);
    for (int request = 0; request < REQUESTS; request++) {
      roles[request] = (AnyRoleSession) principals.get(role.next()).caller();
      int on = key.next();
      neverHashed[request] = copies[on];
      Caller known = roles[request].named("known");
      byArn.put(keyArns[on], authorizer.principal(known).decide(decrypt, keyArns[on], context));
    }
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  /** A session that nobody has seen, and a key ARN in a new string. */
  Decision decideForNewSession(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    return authorizer
        .principal(newSession(request, cursor))
        .decide(decrypt, freshArn(request, cursor), context);
  }

  /** A lookup of the key, with a session and a string made as above. */
  @Nullable Decision lookUpNext(Cursor cursor) {
    int request = cursor.next(REQUESTS);
    newSession(request, cursor);
    return byArn.getIfPresent(freshArn(request, cursor));
  }

  private Caller newSession(int request, Cursor cursor) {
    return cursor.keep(roles[request].named("new-" + cursor.step()));
  }

  private String freshArn(int request, Cursor cursor) {
    return cursor.keep(new String(neverHashed[request]));
  }
}
