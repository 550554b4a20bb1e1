package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listeners receive every decision, and never disturb one. */
class DecisionListenerTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final KmsResource RESOURCE = KmsResource.parse(KEY);
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final Caller SESSION =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1");
  private static final Caller ROLE = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final PrincipalPolicies OWN =
      Policies.identity("{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}");
  private static final KeyPolicies DELEGATING = Policies.key(Policies.DELEGATING);
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final PolicySnapshot SNAPSHOT =
      PolicySnapshot.builder()
          .principal(ALICE, OWN)
          .principal(ROLE, OWN)
          .key(RESOURCE, DELEGATING)
          .build();

  private final List<DecisionListener.Made> made = new ArrayList<>();

  private Authorizer authorizer(DecisionListener... listeners) {
    Authorizer.Builder builder = Authorizer.builder().policies(SNAPSHOT);
    for (DecisionListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }

  @Test
  @DisplayName("Every decision is received once, also repeated ones, with its question")
  void decide_repeatedly_isReceivedEachTime() {
    try (Authorizer authorizer = authorizer(made::add)) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      for (Caller caller : List.of(ALICE, SESSION, ROLE)) {
        made.clear();
        PrincipalHandle handle = authorizer.principal(caller);
        for (int time = 0; time < 3; time++) {
          assertThat(handle.decide(decrypt, KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
        }
        assertThat(made)
            .hasSize(3)
            .containsOnly(
                new DecisionListener.Made(caller, decrypt, KEY, NOTHING, Decision.ALLOWED));
      }
    }
  }

  @Test
  @DisplayName("Decisions of decideAll, on passed policies and on unknown actions are received")
  void decide_otherWays_areReceived() {
    try (Authorizer authorizer = authorizer(made::add)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      ActionHandle encrypt = authorizer.action("kms:Encrypt");
      for (int time = 0; time < 2; time++) {
        made.clear();
        alice.decideAll(List.of(decrypt, encrypt, decrypt), KEY, NOTHING);
        alice.decideAll(encrypt, List.of(KEY, "*"), NOTHING);
        alice.decide("kms:FutureAction", KEY, NOTHING);
        authorizer.decide(SESSION, decrypt, RESOURCE, OWN, DELEGATING, NOTHING);
        assertThat(made)
            .extracting(one -> one.action().name())
            .containsExactly(
                "kms:Decrypt",
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:Encrypt",
                "kms:Encrypt",
                "kms:FutureAction",
                "kms:Decrypt");
        assertThat(made.get(6).caller()).isEqualTo(SESSION);
        assertThat(made.get(6).resource()).isEqualTo(KEY);
      }
    }
  }

  @Test
  @DisplayName("What a listener throws is counted and reaches neither the caller nor the others")
  void listener_throws_isCounted() {
    DecisionListener failing =
        one -> {
          throw new IllegalStateException("a defect");
        };
    DecisionListener exhausted =
        one -> {
          throw new StackOverflowError();
        };
    try (Authorizer authorizer = authorizer(failing, made::add, exhausted)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:Encrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(made).hasSize(2);
      assertThat(authorizer.listenerFailures()).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("A listener changes neither decisions nor the rows that are made for them")
  void listener_rows_areMadeOnce() {
    try (Authorizer with = authorizer(made::add);
        Authorizer without = authorizer()) {
      for (int time = 0; time < 5; time++) {
        assertThat(with.principal(SESSION).decide("kms:Decrypt", KEY, NOTHING))
            .isEqualTo(without.principal(SESSION).decide("kms:Decrypt", KEY, NOTHING));
      }
      assertThat(with.rowStatistics().made()).isEqualTo(without.rowStatistics().made());
      assertThat(without.listenerFailures()).isZero();
    }
  }

  @Test
  @DisplayName("Without a listener, a repeated decision finds its row on the fast path")
  void decide_withoutListener_usesTheFastPath() {
    try (Authorizer without = authorizer();
        Authorizer with = authorizer(made::add)) {
      PrincipalHandle fast = without.principal(ALICE);
      PrincipalHandle heard = with.principal(ALICE);
      fast.decide("kms:Decrypt", KEY, NOTHING);
      heard.decide("kms:Decrypt", KEY, NOTHING);
      assertThat(fast.hasRow(KEY)).isTrue();
      assertThat(heard.hasRow(KEY)).isFalse();
    }
  }

  @Test
  @DisplayName("A listener that is interrupted leaves the interrupt to the caller")
  void listener_interrupted_leavesTheInterrupt() {
    try (Authorizer authorizer =
        authorizer(decision -> DecisionListenerTest.<RuntimeException>fail())) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(authorizer.listenerFailures()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Other failures of a listener do not interrupt the caller")
  void listener_fails_doesNotInterrupt() {
    try (Authorizer authorizer =
        authorizer(
            decision -> {
              throw new IllegalStateException("a defect");
            })) {
      authorizer.principal(ALICE).decide("kms:Decrypt", KEY, NOTHING);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  /** Throws a checked exception that is not declared, as other languages do. */
  @SuppressWarnings("unchecked") // the cast does not happen at run time
  private static <T extends Throwable> void fail() throws T {
    throw (T) new InterruptedException();
  }
}
