package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Decisions on policies that the application passes. */
class PassedPoliciesTest {

  private static final KmsResource KEY = key(1);
  private static final Caller ALICE = caller("alice");
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final PrincipalPolicies ALLOWED_BY_IAM = iam("kms:Decrypt");
  private static final KeyPolicies DELEGATING = Policies.key(Policies.DELEGATING);
  private static final int MANY = 20_000;

  /** The most that one of many equal rows takes, in the cache and in a table. */
  private static final int ROW_BYTES = 250;

  private final Authorizer authorizer = Authorizer.builder().build();
  private final ActionHandle decrypt = authorizer.action("kms:Decrypt");

  private static KmsResource key(int number) {
    return KmsResource.parse(
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-%012d"
            .formatted(number * 7_919L));
  }

  private static Caller caller(String name) {
    return Caller.parse("arn:aws:iam::111122223333:user/" + name);
  }

  private static PrincipalPolicies iam(String action) {
    return Policies.identity("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}");
  }

  private Decision decide(Caller caller, PrincipalPolicies own, KeyPolicies key) {
    return authorizer.decide(caller, decrypt, KEY, own, key, NOTHING);
  }

  private long made() {
    return authorizer.rowStatistics().made();
  }

  @Test
  void decide_otherPolicies_followsAtOnceAndBack() {
    for (int round = 0; round < 3; round++) {
      assertThat(decide(ALICE, ALLOWED_BY_IAM, DELEGATING)).isEqualTo(Decision.ALLOWED);
      assertThat(decide(ALICE, Policies.identity(), DELEGATING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(ALICE, ALLOWED_BY_IAM, Policies.key())).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(ALICE, PrincipalPolicies.unknown(), DELEGATING))
          .isEqualTo(Decision.INDETERMINATE);
      assertThat(decide(ALICE, ALLOWED_BY_IAM, KeyPolicies.unknown()))
          .isEqualTo(Decision.INDETERMINATE);
    }
  }

  @Test
  @DisplayName("Callers in turns, with the same policies: each gets the answer for itself")
  void decide_callersInTurns_neverGetTheAnswerOfAnother() {
    KeyPolicies forAlice =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:user/alice'},"
                + "'Action':'kms:*','Resource':'*'}");
    PrincipalPolicies none = Policies.identity();
    Caller bob = caller("bob");
    for (int round = 0; round < 3; round++) {
      assertThat(decide(ALICE, none, forAlice)).isEqualTo(Decision.ALLOWED);
      assertThat(decide(bob, none, forAlice)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(bob, none, forAlice)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(caller("alice"), none, forAlice)).isEqualTo(Decision.ALLOWED);
      assertThat(decide(caller("carol-" + round), none, forAlice))
          .isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("5.10, 6.1: keys without an id in turns: each gets the answer for itself")
  void decide_keysWithoutIdInTurns_neverGetTheAnswerOfAnother() {
    ActionHandle tag = authorizer.action("kms:TagResource");
    PrincipalPolicies multiRegion = onKeys("Allow", "arn:aws:kms:*:*:key/mrk-*");
    PrincipalPolicies ofChina = onKeys("Allow", "arn:aws-cn:kms:*:*:key/*");
    PrincipalPolicies notInChina = onKeys("Deny", "arn:aws-cn:kms:*:*:key/*");
    for (int round = 0; round < 3; round++) {
      assertThat(decide(tag, newKey("aws", true), multiRegion)).isEqualTo(Decision.ALLOWED);
      assertThat(decide(tag, newKey("aws", false), multiRegion)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(tag, newKey("aws", false), ofChina)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(tag, newKey("aws-cn", false), ofChina)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(tag, newKey("aws", false), notInChina)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(tag, newKey("aws-cn", false), notInChina))
          .isEqualTo(Decision.EXPLICIT_DENY);
      assertThat(decide(decrypt, unknownKey("aws"), notInChina)).isEqualTo(Decision.INDETERMINATE);
      assertThat(decide(decrypt, unknownKey("aws-cn"), notInChina))
          .isEqualTo(Decision.EXPLICIT_DENY);
    }
  }

  private static PrincipalPolicies onKeys(String effect, String pattern) {
    return Policies.identity(
        "{'Effect':'" + effect + "','Action':'kms:*','Resource':'" + pattern + "'}");
  }

  private static KmsResource newKey(String partition, boolean multiRegion) {
    return new KmsResource.NewKey(partition, "us-west-2", "111122223333", multiRegion);
  }

  private static KmsResource unknownKey(String partition) {
    return new KmsResource.UnknownKey(partition, "us-west-2");
  }

  private Decision decide(ActionHandle action, KmsResource resource, PrincipalPolicies own) {
    return authorizer.decide(ALICE, action, resource, own, DELEGATING, NOTHING);
  }

  @Test
  @DisplayName("Sessions of one role in turns: each gets the answer for itself")
  void decide_sessionsOfARoleInTurns_neverGetTheAnswerOfAnother() {
    String first = "arn:aws:sts::111122223333:assumed-role/App/first";
    KeyPolicies forFirst =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'"
                + first
                + "'},'Action':'kms:*','Resource':'*'}");
    PrincipalPolicies none = Policies.identity();
    Caller allowed = Caller.parse(first);
    Caller other = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/second");
    for (int round = 0; round < 3; round++) {
      assertThat(decide(allowed, none, forFirst)).isEqualTo(Decision.ALLOWED);
      assertThat(decide(other, none, forFirst)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(other, none, forFirst)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(Caller.parse(first), none, forFirst)).isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void decide_samePoliciesAgain_makesAndFindsNoFurtherRow() {
    decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    RowStatistics first = authorizer.rowStatistics();
    for (int i = 0; i < 100; i++) {
      assertThat(decide(ALICE, ALLOWED_BY_IAM, DELEGATING)).isEqualTo(Decision.ALLOWED);
    }
    assertThat(first.made()).isOne();
    assertThat(authorizer.rowStatistics()).isEqualTo(first);
  }

  @Test
  void decide_sameLayersInNewRecords_makesAndFindsNoFurtherRow() {
    decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    RowStatistics first = authorizer.rowStatistics();
    PolicySet joined = PolicySet.of(ALLOWED_BY_IAM, DELEGATING);
    decide(ALICE, joined.principalPolicies(), joined.keyPolicies(KeyManager.CUSTOMER));
    assertThat(authorizer.rowStatistics()).isEqualTo(first);
  }

  @Test
  void decide_equalPoliciesInNewObjects_makesNoFurtherRow() {
    decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    decide(ALICE, iam("kms:Decrypt"), Policies.key(Policies.DELEGATING));
    assertThat(made()).isOne();
  }

  @Test
  @DisplayName("4.2: the manager of the key is part of its policies")
  void decide_otherManager_isAnotherRow() {
    PolicySet set = PolicySet.of(ALLOWED_BY_IAM, DELEGATING);
    decide(ALICE, ALLOWED_BY_IAM, set.keyPolicies(KeyManager.CUSTOMER));
    decide(ALICE, ALLOWED_BY_IAM, set.keyPolicies(KeyManager.AWS));
    assertThat(made()).isEqualTo(2);
  }

  @Test
  void decide_policiesTooLarge_isDecidedByTheReference() {
    try (Authorizer small = Authorizer.builder().compileLimits(0, 0).build()) {
      assertThat(small.decide(ALICE, decrypt, KEY, ALLOWED_BY_IAM, DELEGATING, NOTHING))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void decide_snapshotAndPassedPolicies_keepApart() {
    authorizer.publish(
        PolicySnapshot.builder()
            .principal(ALICE, Policies.identity())
            .key(KEY, DELEGATING)
            .build());
    PrincipalHandle alice = authorizer.principal(ALICE);
    for (int round = 0; round < 3; round++) {
      assertThat(alice.decide(decrypt, KEY.arn(), NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(alice.decide(decrypt, KEY, ALLOWED_BY_IAM, DELEGATING, NOTHING))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void decide_closed_throws() {
    decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    authorizer.close();
    assertThatThrownBy(() -> decide(ALICE, ALLOWED_BY_IAM, DELEGATING))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("A handle of a closed authorizer does not decide on policies that are passed")
  void decide_handleOfAClosedAuthorizer_throws() {
    PrincipalHandle alice = authorizer.principal(ALICE);
    alice.decide(decrypt, KEY, ALLOWED_BY_IAM, DELEGATING, NOTHING);
    authorizer.close();
    assertThatThrownBy(() -> alice.decide(decrypt, KEY, ALLOWED_BY_IAM, DELEGATING, NOTHING))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName(
      "With twice as many callers as are cached, the row of a steady caller is found at once")
  void decide_manyOtherCallers_leaveASteadyOneItsRow() {
    decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    for (int i = 0; i < MANY; i++) {
      decide(caller("visitor-" + i), ALLOWED_BY_IAM, DELEGATING);
      decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
    }
    RowStatistics after = authorizer.rowStatistics();
    for (int i = 0; i < 1_000; i++) {
      decide(ALICE, ALLOWED_BY_IAM, DELEGATING);
      decide(caller("newcomer-" + i), ALLOWED_BY_IAM, DELEGATING);
    }
    // Only the rows of new callers are built; the row of the steady caller is found in its handle.
    assertThat(made() - after.made()).isEqualTo(1_000);
    assertThat(authorizer.rowStatistics().found()).isEqualTo(after.found());
  }

  /** A state of the policies and the decisions of the reference in it, by key. */
  private record State(PrincipalPolicies own, List<KeyPolicies> keys, List<Decision> expected) {}

  /**
   * Each state allows different requests, so a mixture of two states or an old state is detected.
   */
  private static List<State> states(List<KmsResource> keys) {
    PolicyEvaluator reference = PolicyEvaluator.reference();
    Random random = new Random(20261125);
    List<PrincipalPolicies> owners =
        List.of(iam("kms:Decrypt"), iam("kms:Encrypt"), PrincipalPolicies.unknown());
    List<KeyPolicies> policies =
        List.of(Policies.key(Policies.DELEGATING), Policies.key(), KeyPolicies.unknown());
    List<State> states = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      PrincipalPolicies own = owners.get(number % owners.size());
      List<KeyPolicies> ofKeys = new ArrayList<>();
      List<Decision> expected = new ArrayList<>();
      for (KmsResource key : keys) {
        KeyPolicies found = policies.get(random.nextInt(policies.size()));
        ofKeys.add(found);
        expected.add(
            reference.decide(
                new AuthorizationRequest(
                    ALICE, "kms:Decrypt", key, NOTHING, "", KeyManager.CUSTOMER, ""),
                PolicySet.of(own, found)));
      }
      states.add(new State(own, ofKeys, expected));
    }
    return states;
  }

  @Test
  @Tag("stress")
  @DisplayName("Many threads, each with its own changing state, never see a mixture")
  void decide_manyThreadsWithChangingPolicies_isTheReferencesAnswerOnThosePassed()
      throws Exception {
    List<KmsResource> keys = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      keys.add(key(number));
    }
    List<State> states = states(keys);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      tasks.add(() -> wrongAnswers(keys, states, random));
    }
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Integer> wrong : pool.invokeAll(tasks)) {
        assertThat(wrong.get()).isZero();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private int wrongAnswers(List<KmsResource> keys, List<State> states, Random random) {
    int wrong = 0;
    State state = states.get(0);
    for (int i = 0; i < 50_000; i++) {
      if (random.nextInt(8) == 0) {
        state = states.get(random.nextInt(states.size()));
      }
      int key = random.nextInt(keys.size());
      Decision decision =
          authorizer.decide(
              ALICE, decrypt, keys.get(key), state.own(), state.keys().get(key), NOTHING);
      wrong += decision == state.expected().get(key) ? 0 : 1;
    }
    return wrong;
  }

  @Test
  @DisplayName("The bytes of rows include the rows in the handles of all callers")
  void decide_manyCallersAndKeys_keepsRowsWithinTheBytes() {
    int bytes = 1 << 20;
    List<Caller> callers = List.of(ALICE, caller("bob"), caller("carol"));
    try (Authorizer bounded = Authorizer.builder().maximumRowBytes(bytes).build()) {
      long most = 0;
      for (int i = 0; i < MANY; i++) {
        Decision decision =
            bounded.decide(
                callers.get(i % callers.size()),
                decrypt,
                key(i),
                ALLOWED_BY_IAM,
                DELEGATING,
                NOTHING);
        assertThat(decision).isEqualTo(Decision.ALLOWED);
        most = Math.max(most, i % 100 == 0 ? bounded.rowBytes() : 0);
      }
      assertThat(most).isBetween(bytes / 2L, bytes + bytes / 32L);
      assertThat(bounded.rowStatistics().held()).isGreaterThan(bytes / 2L / ROW_BYTES);
    }
  }
}
