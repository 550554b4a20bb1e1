package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Concurrent readers and one writer. In every snapshot, identity policy and key policy of the same
 * parity allow the request, so a decision that mixes two snapshots is a denial. Each snapshot
 * allows a different action, so a decision from a stale row is detected.
 */
class PublishStressTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final int KEYS = 40;
  private static final int PUBLISHES = 1_500;
  private static final long DECISIONS_A_SNAPSHOT = 200;

  private final List<KmsResource.Key> keys = keys();

  private static List<KmsResource.Key> keys() {
    List<KmsResource.Key> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(
          (KmsResource.Key)
              KmsResource.parse(
                  "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-%012d"
                      .formatted(i * 7_919L)));
    }
    return keys;
  }

  /**
   * Even snapshots allow Decrypt in both layers, odd snapshots Encrypt; never in one layer only.
   */
  private PolicySnapshot snapshot(int number) {
    String action = number % 2 == 0 ? "kms:Decrypt" : "kms:Encrypt";
    PolicySnapshot.Builder builder =
        PolicySnapshot.builder()
            .principal(
                ALICE,
                Policies.identity("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}"));
    KeyPolicies policies =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'"
                + action
                + "','Resource':'*'}");
    keys.forEach(key -> builder.key(key, policies));
    return builder.build();
  }

  @Test
  @DisplayName("A decision uses one snapshot throughout, and never a superseded one")
  void decide_whilePublishing_neverMixesAndNeverLags() throws Exception {
    PolicySnapshot even = snapshot(0);
    PolicySnapshot odd = snapshot(1);
    AtomicInteger started = new AtomicInteger();
    AtomicInteger published = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong decisions = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try (Authorizer authorizer = Authorizer.builder().policies(even).build()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        readers.add(pool.submit(() -> read(authorizer, started, published, stop, decisions)));
      }
      for (int number = 1; number <= PUBLISHES; number++) {
        started.set(number);
        authorizer.publish(number % 2 == 0 ? even : odd);
        published.set(number);
        awaitDecisions(decisions, number * DECISIONS_A_SNAPSHOT, readers);
      }
      stop.set(true);
      for (Future<?> reader : readers) {
        join(reader);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(decisions.get()).isGreaterThanOrEqualTo(PUBLISHES * DECISIONS_A_SNAPSHOT);
  }

  private static void awaitDecisions(AtomicLong decisions, long required, List<Future<?>> readers) {
    while (decisions.get() < required && readers.stream().noneMatch(Future::isDone)) {
      Thread.onSpinWait();
    }
  }

  private static void join(Future<?> reader) throws InterruptedException, ExecutionException {
    reader.get();
  }

  private void read(
      Authorizer authorizer,
      AtomicInteger started,
      AtomicInteger published,
      AtomicBoolean stop,
      AtomicLong decisions) {
    PrincipalHandle alice = authorizer.principal(ALICE);
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    ActionHandle encrypt = authorizer.action("kms:Encrypt");
    int turn = 0;
    while (!stop.get()) {
      String arn = keys.get(turn++ % KEYS).arn();
      boolean askDecrypt = (turn & 1) == 0;
      int oldest = published.get();
      Decision decision = alice.decide(askDecrypt ? decrypt : encrypt, arn, NOTHING);
      int newest = started.get();
      if (oldest == newest) {
        // Nothing was published in between, so the decision must be that of this snapshot.
        boolean allowed = (oldest % 2 == 0) == askDecrypt;
        assertThat(decision).isEqualTo(allowed ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
      } else {
        assertThat(decision).isIn(Decision.ALLOWED, Decision.IMPLICIT_DENY);
      }
      decisions.incrementAndGet();
    }
  }
}
