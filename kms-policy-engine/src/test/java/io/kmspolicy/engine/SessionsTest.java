package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The sessions of a role share rows, and get the answers that they would get alone. */
@Label("sessions of a role")
@AddLifecycleHook(Seeds.class)
class SessionsTest {

  private static final String ACCOUNT = "111122223333";
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller ROLE = Caller.parse("arn:aws:iam::" + ACCOUNT + ":role/x/App");
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final String ALL = "{'Effect':'Allow','Action':'kms:*','Resource':'*'}";
  private static final KeyPolicies DELEGATING = Policies.key(Policies.DELEGATING);
  private static final int MANY = 5_000;

  private static Caller session(String name) {
    return Caller.parse("arn:aws:sts::" + ACCOUNT + ":assumed-role/App/" + name);
  }

  private static Caller session(int number) {
    return session("s" + number);
  }

  private static String principal(String effect, String name, String action) {
    return "{'Effect':'%s','Principal':{'AWS':'%s'},'Action':'%s','Resource':'*'}"
        .formatted(effect, name, action);
  }

  private static Authorizer authorizer(PolicySnapshot snapshot) {
    return Authorizer.builder().policies(snapshot).build();
  }

  private static PolicySnapshot snapshot(KeyPolicies key) {
    return PolicySnapshot.builder().principal(ROLE, Policies.identity(ALL)).key(KEY, key).build();
  }

  private static Decision decrypt(Authorizer authorizer, Caller caller) {
    return authorizer.principal(caller).decide("kms:Decrypt", KEY.arn(), NOTHING);
  }

  /** Sessions share their rows as long as the handle of one is referenced, and no longer. */
  private static void collectAt(int wanted, int number) {
    if (number == wanted) {
      System.gc();
    }
  }

  @Test
  @DisplayName("A session of a listed role has the layers of the role, and all share one row")
  void decide_manySessions_makeOneRow() {
    try (Authorizer authorizer = authorizer(snapshot(DELEGATING))) {
      PrincipalHandle kept = authorizer.principal(session(0));
      for (int i = 0; i < MANY; i++) {
        collectAt(MANY / 2, i);
        assertThat(decrypt(authorizer, session(i))).isEqualTo(Decision.ALLOWED);
      }
      assertThat(kept.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(authorizer.rowStatistics().made()).isEqualTo(1);
      assertThat(authorizer.rowsInHandles()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  @DisplayName("Sessions whose policies are passed share one row, and one handle")
  void decide_manySessionsOnPassedPolicies_makeOneRow() {
    PrincipalPolicies own = Policies.identity(ALL);
    try (Authorizer authorizer = Authorizer.builder().maximumPrincipals(10).build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      for (int i = 0; i < MANY; i++) {
        assertThat(authorizer.decide(session(i), decrypt, KEY, own, DELEGATING, NOTHING))
            .isEqualTo(Decision.ALLOWED);
      }
      assertThat(authorizer.rowStatistics().made()).isEqualTo(1);
      assertThat(authorizer.rowStatistics().found()).isZero();
      assertThat(authorizer.rowsInHandles()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("1.7: a key policy that names one session tells it from the others")
  void decide_keyPolicyNamesASession_tellsItApart() {
    KeyPolicies key =
        Policies.key(
            Policies.DELEGATING,
            principal("Deny", "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s1", "kms:Decrypt"));
    try (Authorizer authorizer = authorizer(snapshot(key))) {
      for (int round = 0; round < 2; round++) {
        assertThat(decrypt(authorizer, ROLE)).isEqualTo(Decision.INDETERMINATE);
        assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.EXPLICIT_DENY);
        assertThat(decrypt(authorizer, session(2))).isEqualTo(Decision.ALLOWED);
      }
    }
  }

  @Test
  @DisplayName("A session of another role of the account is not told apart")
  void decide_keyPolicyNamesASessionOfAnotherRole_sharesRows() {
    KeyPolicies key =
        Policies.key(
            Policies.DELEGATING,
            principal("Deny", "arn:aws:sts::" + ACCOUNT + ":assumed-role/Other/s1", "kms:*"));
    try (Authorizer authorizer = authorizer(snapshot(key))) {
      PrincipalHandle kept = authorizer.principal(session(0));
      for (int i = 0; i < 100; i++) {
        collectAt(50, i);
        assertThat(decrypt(authorizer, session(i))).isEqualTo(Decision.ALLOWED);
      }
      assertThat(kept.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(authorizer.rowStatistics().made()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("5.7: a grant to one session is of no use to the others")
  void decide_grantToASession_tellsItApart() {
    Grant grant =
        new Grant(
            "g",
            "",
            "",
            new Grant.GrantPrincipal.Principal("arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s1"),
            new Grant.GrantPrincipal.Nobody(),
            List.of("Decrypt"),
            GrantConstraints.none(),
            "",
            "");
    KeyPolicies key =
        new KeyPolicies(
            Policies.key(principal("Allow", ACCOUNT, "kms:DescribeKey")).key(),
            new GrantLayer.Known(List.of(grant)),
            DELEGATING.resourceControl(),
            KeyManager.CUSTOMER);
    try (Authorizer authorizer = authorizer(snapshot(key))) {
      assertThat(decrypt(authorizer, session(2))).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.ALLOWED);
      assertThat(decrypt(authorizer, ROLE)).isEqualTo(Decision.INDETERMINATE);
      assertThat(decrypt(authorizer, session(3))).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("4.6: an endpoint policy that names one session tells it from the others")
  void decide_endpointPolicyNamesASession_tellsItApart() {
    PrincipalPolicies iam = Policies.identity(ALL);
    PrincipalPolicies own =
        new PrincipalPolicies(
            iam.identity(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            iam.serviceControl(),
            Policies.layer(
                PolicyType.VPC_ENDPOINT,
                principal("Allow", "*", "kms:*"),
                principal("Deny", "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s1", "kms:*")));
    PolicySnapshot snapshot =
        PolicySnapshot.builder().principal(ROLE, own).key(KEY, DELEGATING).build();
    try (Authorizer authorizer = authorizer(snapshot)) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      for (int round = 0; round < 2; round++) {
        assertThat(decrypt(authorizer, session(2))).isEqualTo(Decision.ALLOWED);
        assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.EXPLICIT_DENY);
        assertThat(authorizer.decide(session(1), decrypt, KEY, own, DELEGATING, NOTHING))
            .isEqualTo(Decision.EXPLICIT_DENY);
        assertThat(authorizer.decide(session(2), decrypt, KEY, own, DELEGATING, NOTHING))
            .isEqualTo(Decision.ALLOWED);
        assertThat(authorizer.decide(ROLE, decrypt, KEY, own, DELEGATING, NOTHING))
            .isEqualTo(Decision.INDETERMINATE);
      }
    }
  }

  @Test
  @DisplayName("A session that the snapshot lists itself has its own layers, from then on")
  void publish_sessionListedItself_hasItsOwnLayers() {
    PolicySnapshot before = snapshot(DELEGATING);
    try (Authorizer authorizer = authorizer(before)) {
      PrincipalHandle one = authorizer.principal(session(1));
      PrincipalHandle two = authorizer.principal(session(2));
      assertThat(one.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      authorizer.publish(before.toBuilder().principal(session(1), Policies.identity()).build());
      assertThat(two.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(one.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(two.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      authorizer.publish(before.toBuilder().principal(ROLE, Policies.identity()).build());
      assertThat(two.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(one.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("A session that the snapshot lists itself repeats its decisions without a lookup")
  void decide_sessionListedItself_keepsItsRowsInTheHandle() {
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(session(1), Policies.identity(ALL))
            .key(KEY, DELEGATING)
            .build();
    try (Authorizer authorizer = authorizer(snapshot)) {
      PrincipalHandle one = authorizer.principal(session(1));
      assertThat(one.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(one.hasRow(KEY.arn())).isTrue();
    }
  }

  @Test
  @DisplayName("A session that shares rows repeats its decisions without a lookup")
  void decide_sessionThatSharesRows_keepsThemInTheHandle() {
    try (Authorizer authorizer = authorizer(snapshot(DELEGATING))) {
      PrincipalHandle one = authorizer.principal(session(1));
      assertThat(one.decide("kms:Decrypt", KEY.arn(), NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(one.hasRow(KEY.arn())).isTrue();
    }
  }

  @Test
  @DisplayName("A session policy that is passed limits its session only")
  void decide_sessionPolicy_limitsItsSessionOnly() {
    PrincipalPolicies without = Policies.identity(ALL);
    PrincipalPolicies with =
        new PrincipalPolicies(
            without.identity(),
            without.permissionsBoundary(),
            Policies.layer(
                PolicyType.SESSION, "{'Effect':'Allow','Action':'kms:Encrypt','Resource':'*'}"),
            without.serviceControl(),
            without.vpcEndpoint());
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      PrincipalHandle one = authorizer.principal(session(1));
      for (int round = 0; round < 3; round++) {
        assertThat(authorizer.decide(session(1), decrypt, KEY, with, DELEGATING, NOTHING))
            .isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(authorizer.decide(session(2), decrypt, KEY, without, DELEGATING, NOTHING))
            .isEqualTo(Decision.ALLOWED);
        assertThat(one.decide(decrypt, KEY, with, DELEGATING, NOTHING))
            .isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(one.decide(decrypt, KEY, without, DELEGATING, NOTHING))
            .isEqualTo(Decision.ALLOWED);
      }
      assertThat(authorizer.rowStatistics().made()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("1.8: aws:userid and aws:PrincipalArn are read from the context of each session")
  void decide_contextNamesTheSession_isReadEachTime() {
    KeyPolicies key =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'"
                + ACCOUNT
                + "'},'Action':'kms:*','Resource':'*',"
                + "'Condition':{'StringLike':{'aws:userid':'*:s1'}}}");
    try (Authorizer authorizer = authorizer(snapshot(key))) {
      for (int i = 0; i < 4; i++) {
        ConditionContext context =
            RequestContext.builder().put("aws:userid", "AROADBQP57FF2AEXAMPLE:s" + i).build();
        assertThat(authorizer.principal(session(i)).decide("kms:Decrypt", KEY.arn(), context))
            .isEqualTo(i == 1 ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
      }
      assertThat(authorizer.rowStatistics().made()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("A name that the snapshot lists with two paths is no known role")
  void decide_roleListedWithTwoPaths_isIndeterminate() {
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(ROLE, Policies.identity(ALL))
            .principal(Caller.parse("arn:aws:iam::" + ACCOUNT + ":role/y/App"), Policies.identity())
            .key(KEY, DELEGATING)
            .build();
    try (Authorizer authorizer = authorizer(snapshot)) {
      assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.INDETERMINATE);
      assertThat(decrypt(authorizer, ROLE)).isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  @DisplayName("1.7: a session without a path has the path of the role that the snapshot lists")
  void decide_roleNamedByItsPath_isKnownFromTheSnapshot() {
    KeyPolicies named =
        Policies.key(principal("Allow", "arn:aws:iam::" + ACCOUNT + ":role/x/App", "kms:*"));
    KeyPolicies other =
        Policies.key(principal("Allow", "arn:aws:iam::" + ACCOUNT + ":role/z/App", "kms:*"));
    try (Authorizer authorizer = authorizer(snapshot(named))) {
      assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.ALLOWED);
    }
    try (Authorizer authorizer = authorizer(snapshot(other))) {
      assertThat(decrypt(authorizer, session(1))).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(
              authorizer
                  .explain(session(1), authorizer.action("kms:Decrypt"), KEY.arn(), NOTHING)
                  .decision())
          .isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  /** Statements of a key policy, some of which tell sessions apart. */
  private static final List<String> STATEMENTS =
      List.of(
          Policies.DELEGATING,
          principal("Allow", "arn:aws:iam::" + ACCOUNT + ":role/x/App", "kms:Decrypt"),
          principal("Allow", "arn:aws:iam::" + ACCOUNT + ":role/App", "kms:*"),
          principal("Allow", "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s1", "kms:Decrypt"),
          principal("Deny", "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s2", "kms:*"),
          principal("Deny", "arn:aws:sts::" + ACCOUNT + ":assumed-role/Other/s1", "kms:*"),
          "{'Effect':'Deny','NotPrincipal':{'AWS':['arn:aws:sts::111122223333:assumed-role/App/s1',"
              + "'arn:aws:iam::111122223333:role/x/App','111122223333']},'Action':'kms:Decrypt',"
              + "'Resource':'*'}",
          "{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*','Condition':"
              + "{'StringLike':{'aws:userid':'*:s3'}}}",
          "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'kms:Decrypt','Resource':'*',"
              + "'Condition':{'ArnLike':{'aws:PrincipalArn':"
              + "'arn:aws:iam::111122223333:role/x/App'}}}",
          "{'Effect':'Deny','Principal':{'AWS':'AROADBQP57FF2AEXAMPLE'},'Action':'kms:Encrypt',"
              + "'Resource':'*'}");

  @Property(tries = 200)
  @Label("a session that shares rows gets the answer of the reference, whoever asked before")
  void decide_sharedRows_agreeWithTheReference(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> chosen = new ArrayList<>(STATEMENTS);
    Collections.shuffle(chosen, random);
    KeyPolicies key = Policies.key(chosen.subList(0, 1 + random.nextInt(4)).toArray(String[]::new));
    PrincipalPolicies own = random.nextBoolean() ? Policies.identity(ALL) : Policies.identity();
    PolicySnapshot snapshot = PolicySnapshot.builder().principal(ROLE, own).key(KEY, key).build();
    PolicyEvaluator reference = PolicyEvaluator.reference();
    try (Authorizer authorizer = authorizer(snapshot)) {
      for (int i = 0; i < 20; i++) {
        int number = random.nextInt(5);
        Caller asked = number == 0 ? ROLE : session(number);
        Caller exact = number == 0 ? ROLE : ((Caller.RoleSession) asked).ofRole(ROLE.arn());
        String action = random.nextBoolean() ? "kms:Decrypt" : "kms:Encrypt";
        ConditionContext context = context(number, random);
        Decision expected =
            reference.decide(
                new AuthorizationRequest(exact, action, KEY, context, "", KeyManager.CUSTOMER, ""),
                PolicySet.of(own, key));
        assertThat(authorizer.principal(asked).decide(action, KEY.arn(), context))
            .as("%s %s %s", asked.arn(), action, chosen)
            .isEqualTo(expected);
        assertThat(authorizer.decide(exact, authorizer.action(action), KEY, own, key, context))
            .as("%s %s %s, passed", exact.arn(), action, chosen)
            .isEqualTo(expected);
      }
    }
  }

  private static ConditionContext context(int session, Random random) {
    return RequestContext.builder()
        .put(
            "aws:userid",
            (random.nextBoolean() ? "AROADBQP57FF2AEXAMPLE:s" : "AROADBQP57FF2BEXAMPLE:s")
                + session)
        .put(
            "aws:PrincipalArn",
            random.nextBoolean() ? ROLE.arn() : "arn:aws:iam::" + ACCOUNT + ":role/App")
        .build();
  }
}
