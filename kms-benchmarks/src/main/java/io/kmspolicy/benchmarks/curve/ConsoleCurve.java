package io.kmspolicy.benchmarks.curve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.benchmarks.workload.ConsoleWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.benchmarks.workload.Zipf;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The population {@code console} with a growing number of keys or of sessions. */
public abstract class ConsoleCurve {

  private static final long SEED = 20_261_126;
  private static final int REQUESTS = 1 << 18;
  private static final int SOME_KEYS = 10_000;
  private static final int SOME_SESSIONS = 1_000;
  private static final RequestContext CONTEXT = RequestContext.empty();

  private final Cache<String, Decision> byArn = Caffeine.newBuilder().build();
  private final PrincipalHandle[] sessions = new PrincipalHandle[REQUESTS];
  private final String[] arns = new String[REQUESTS];
  private Authorizer authorizer;
  private ActionHandle decrypt;
  private int next;

  /** The number of keys. */
  abstract int keys();

  /** The number of sessions of each role. */
  abstract int sessionsPerRole();

  /** Makes the engine, and decides each request once. */
  @Setup
  public void compile() {
    int keys = keys();
    int sessionsPerRole = sessionsPerRole();
    Workload workload = ConsoleWorkload.of(keys);
    authorizer = Engine.of(workload.population());
    decrypt = authorizer.action("kms:Decrypt");
    Random random = new Random(SEED);
    int count = workload.population().principals().size();
    PrincipalHandle[][] handles = new PrincipalHandle[count][sessionsPerRole];
    Zipf role = new Zipf(count, random);
    Zipf key = new Zipf(keys, random);
    String[] keyArns = workload.keyArns();
    for (int request = 0; request < REQUESTS; request++) {
      int by = role.next();
      int session = random.nextInt(sessionsPerRole);
      if (handles[by][session] == null) {
        AnyRoleSession any = (AnyRoleSession) workload.population().principals().get(by).caller();
        handles[by][session] = authorizer.principal(any.named("known-" + session));
      }
      sessions[request] = handles[by][session];
      arns[request] = keyArns[key.next()];
      byArn.put(arns[request], decide(request));
    }
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    authorizer.close();
  }

  private int advance() {
    int now = next;
    next = (now + 1) & (REQUESTS - 1);
    return now;
  }

  private Decision decide(int request) {
    return sessions[request].decide(decrypt, arns[request], CONTEXT);
  }

  final Decision decideNext() {
    return decide(advance());
  }

  final @Nullable Decision lookUpNext() {
    return byArn.getIfPresent(arns[advance()]);
  }

  /** More and more keys. */
  @State(Scope.Thread)
  public static class Keys extends ConsoleCurve {

    /** The number of keys. */
    @Param({"1000", "10000", "100000"})
    public int size;

    @Override
    int keys() {
      return size;
    }

    @Override
    int sessionsPerRole() {
      return SOME_SESSIONS;
    }
  }

  /** More and more sessions of each role. */
  @State(Scope.Thread)
  public static class Sessions extends ConsoleCurve {

    /** The number of sessions of each role. */
    @Param({"1", "10", "100", "1000", "10000"})
    public int size;

    @Override
    int keys() {
      return SOME_KEYS;
    }

    @Override
    int sessionsPerRole() {
      return size;
    }
  }
}
