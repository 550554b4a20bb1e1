package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizerTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final String KEY = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final KmsResource.Key KEY_RESOURCE = (KmsResource.Key) KmsResource.parse(KEY);
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final ConditionContext NOTHING = RequestContext.empty();
  private static final String ALLOW_DECRYPT =
      "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'" + KEY + "'}";

  private static PolicySnapshot snapshot(String... identity) {
    return PolicySnapshot.builder()
        .principal(ALICE, Policies.identity(identity))
        .key(KEY_RESOURCE, Policies.key(Policies.DELEGATING))
        .build();
  }

  private static Authorizer authorizer(PolicySnapshot snapshot) {
    return Authorizer.builder().policies(snapshot).build();
  }

  @Test
  @DisplayName(
      "5.1: key policy and identity policy allow together; the second decision comes from the row")
  void decide_allowedTwice_isAllowedFromTheRow() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      ActionHandle decrypt = authorizer.action("KMS:decrypt");
      assertThat(alice.decide(decrypt, KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide(decrypt, new String(KEY.toCharArray()), NOTHING))
          .isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:Encrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(authorizer.rowStatistics().made()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("5.10, 5.11: one row decides all actions without a key, and all actions on an alias")
  void decide_keylessOrAlias_needsNoMoreThanTheRow() {
    String alias = ACCOUNT + "alias/app";
    String allow = "{'Effect':'Allow','Action':['kms:ListKeys','kms:CreateAlias'],'Resource':'*'}";
    PolicySnapshot listed =
        snapshot(allow).toBuilder()
            .key((KmsResource.Owned) KmsResource.parse(alias), Policies.key())
            .build();
    try (Authorizer authorizer = authorizer(listed)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:ListKeys", "*", NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:ListAliases", "*", NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(alice.decide("kms:CreateAlias", alias, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:DeleteAlias", alias, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(authorizer.rowStatistics().made()).isEqualTo(2);
      assertThat(authorizer.rowStatistics().extended()).isZero();
    }
  }

  @Test
  @DisplayName("Closing removes the rows")
  void close_rows_areForgotten() {
    Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT));
    authorizer.principal(ALICE).decide("kms:Decrypt", KEY, NOTHING);
    assertThat(authorizer.rowStatistics().held()).isEqualTo(1);
    authorizer.close();
    assertThat(authorizer.rowStatistics().held()).isZero();
  }

  @Test
  @DisplayName("A caller or key that the snapshot does not list is unknown, not without policies")
  void decide_unlisted_isIndeterminate() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      String other = ACCOUNT + "key/00000000-0000-0000-0000-000000000000";
      PrincipalHandle bob =
          authorizer.principal(Caller.parse("arn:aws:iam::111122223333:user/bob"));
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      assertThat(bob.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
    }
  }

  @Test
  @DisplayName("7.6: the same key id in another Region is another key with another policy")
  void decide_replica_followsItsOwnPolicy() {
    String primary = "arn:aws:kms:us-west-2:111122223333:key/mrk-1";
    String replica = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1";
    PolicySnapshot both =
        snapshot(ALLOW_DECRYPT.replace(KEY, "*")).toBuilder()
            .key((KmsResource.Key) KmsResource.parse(primary), Policies.key(Policies.DELEGATING))
            .key((KmsResource.Key) KmsResource.parse(replica), Policies.key())
            .build();
    try (Authorizer authorizer = authorizer(both)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", primary, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:Decrypt", replica, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("A publish removes stale rows and keeps the rows of unchanged policies")
  void publish_onePrincipalChanged_decidesAnewAndKeepsTheRest() {
    Caller bob = Caller.parse("arn:aws:iam::111122223333:user/bob");
    PolicySnapshot before =
        snapshot(ALLOW_DECRYPT).toBuilder()
            .principal(bob, Policies.identity(ALLOW_DECRYPT))
            .build();
    try (Authorizer authorizer = authorizer(before)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      PrincipalHandle other = authorizer.principal(bob);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(other.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      String deny = "{'Effect':'Deny','Action':'kms:*','Resource':'*'}";
      authorizer.publish(
          before.toBuilder().principal(ALICE, Policies.identity(ALLOW_DECRYPT, deny)).build());
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.EXPLICIT_DENY);
      assertThat(other.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      RowStatistics statistics = authorizer.rowStatistics();
      assertThat(statistics.made()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("Many keys: the decision on each key stays right when the row table is full")
  void decide_moreKeysThanPlaces_staysRight() {
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    String[] keys = new String[2_000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = ACCOUNT + "key/" + new UUID(i * 0x9E3779B97F4A7C15L, i);
      KmsResource.Key key = (KmsResource.Key) KmsResource.parse(keys[i]);
      String direct =
          "{'Effect':'Allow','Principal':{'AWS':'"
              + ALICE.arn()
              + "'},'Action':'kms:Decrypt',"
              + "'Resource':'*'}";
      builder.key(key, i % 2 == 0 ? Policies.key(direct) : Policies.key(Policies.DELEGATING));
    }
    builder.principal(ALICE, Policies.identity());
    try (Authorizer authorizer =
        Authorizer.builder()
            .policies(builder.build())
            .maximumRowsPerPrincipal(64)
            .maximumRowBytes(20_000)
            .build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < keys.length; i++) {
          Decision expected = i % 2 == 0 ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
          assertThat(alice.decide("kms:Decrypt", keys[i], NOTHING)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  @DisplayName("ARNs with equal hashes in the row table are distinguished")
  void decide_sameTag_comparesTheWholeArn() {
    String other = KEY.replace("111122223333", "111122224444");
    KmsResource.Key otherKey = (KmsResource.Key) KmsResource.parse(other);
    PolicySnapshot snapshot =
        snapshot("{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}").toBuilder()
            .key(otherKey, Policies.key())
            .build();
    try (Authorizer authorizer = authorizer(snapshot)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int i = 0; i < 3; i++) {
        assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
        assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      }
    }
  }

  @Test
  @DisplayName("5.10, 5.11: actions without a key and on aliases are decided too")
  void decide_keylessAndAlias_followIdentityPolicies() {
    PolicySnapshot snapshot =
        snapshot("{'Effect':'Allow','Action':['kms:ListKeys','kms:CreateAlias'],'Resource':'*'}")
            .toBuilder()
            .key(new KmsResource.Any(), Policies.key())
            .key(KmsResource.parse(ACCOUNT + "alias/app"), Policies.key())
            .key(KmsResource.parse(ACCOUNT + "alias/aws/s3"), Policies.key())
            .build();
    try (Authorizer authorizer = authorizer(snapshot)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:ListKeys", "*", NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:CreateKey", "*", NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(alice.decide("kms:ListKeys", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:CreateAlias", ACCOUNT + "alias/app", NOTHING))
          .isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:CreateAlias", ACCOUNT + "alias/aws/s3", NOTHING))
          .isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("An action that is not in the catalogue is not denied by the table")
  void decide_unknownAction_isDecidedByTheReference() {
    try (Authorizer authorizer =
        authorizer(snapshot("{'Effect':'Allow','Action':'kms:*','Resource':'*'}"))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:FutureAction", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  @DisplayName("6.16: an action that the catalogue does not know is never surely denied")
  void decide_unknownAction_isNeverACertainDenial() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:FutureAction", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      assertThat(
              authorizer
                  .explain(ALICE, authorizer.action("kms:FutureAction"), KEY, NOTHING)
                  .decision())
          .isEqualTo(Decision.INDETERMINATE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Decrypt'        | a call of the operation needs `kms:Decrypt`",
        "'ReEncrypt'      | needs `kms:ReEncryptFrom` and `kms:ReEncryptTo`",
        "''               | it must be one whole action, such as `kms:Decrypt`",
        "'*'              | it must be one whole action",
        "'s3:GetObject'   | it must be one whole action",
        "'kms:*'          | it must be one whole action",
        "'kms:'           | it must be one whole action",
        "'kms:Decrypt '   | without white space it is `kms:Decrypt`",
        "'kms:De crypt'   | it must be one whole action",
        "'kms:ReEncrypt'  | needs `kms:ReEncryptFrom` and `kms:ReEncryptTo`"
      })
  @DisplayName("6.16: what cannot be an action of KMS is refused with the right names")
  void action_whatIsNoAction_isRefused(String name, String advice) {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      assertThatThrownBy(() -> authorizer.action(name))
          .isInstanceOf(InvalidNameException.class)
          .hasMessageStartingWith("`" + name + "` is not an action of KMS; ")
          .hasMessageContaining(advice);
    }
  }

  @Test
  @DisplayName("6.16: an operation is the actions of its checks")
  void actionsOf_operation_areThoseOfItsChecks() {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      assertThat(authorizer.actionsOf("Decrypt")).containsExactly(authorizer.action("kms:Decrypt"));
      assertThat(authorizer.actionsOf("reencrypt"))
          .extracting(ActionHandle::name)
          .containsExactly("kms:ReEncryptFrom", "kms:ReEncryptTo");
      assertThat(authorizer.actionsOf("CreateKey"))
          .extracting(ActionHandle::name)
          .containsExactly("kms:CreateKey", "kms:TagResource");
      assertThatThrownBy(() -> authorizer.actionsOf("kms:Decrypt"))
          .isInstanceOf(InvalidNameException.class)
          .hasMessageContaining("such as `Decrypt`");
    }
  }

  @Test
  @DisplayName("1.7: a role as caller is any of its sessions")
  void principal_role_isAnyOfItsSessions() {
    Caller role = Caller.parse("arn:aws:iam::111122223333:role/App");
    String deny =
        "{'Effect':'Deny','Principal':{'AWS':'arn:aws:sts::111122223333:assumed-role/App/s'},"
            + "'Action':'kms:Encrypt','Resource':'*'}";
    PolicySnapshot policies =
        PolicySnapshot.builder()
            .principal(
                role, Policies.identity("{'Effect':'Allow','Action':'kms:*','Resource':'*'}"))
            .key(KEY_RESOURCE, Policies.key(Policies.DELEGATING, deny))
            .build();
    try (Authorizer authorizer = authorizer(policies)) {
      PrincipalHandle any = authorizer.principal(role);
      assertThat(any.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(any.decide("kms:Encrypt", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      assertThat(authorizer.explain(role, authorizer.action("kms:Encrypt"), KEY, NOTHING).text())
          .contains("the name of the caller's session");
    }
  }

  @Test
  void explain_deny_namesTheStatement() {
    String deny = "{'Sid':'Never','Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}";
    try (Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT, deny))) {
      Explanation explanation =
          authorizer.explain(ALICE, authorizer.action("kms:Decrypt"), KEY, NOTHING);
      assertThat(explanation.decision()).isEqualTo(Decision.EXPLICIT_DENY);
      assertThat(explanation.determiningStatements())
          .extracting(found -> found.statement().sid().orElse(""))
          .containsExactly("Never");
    }
  }

  @Test
  void decide_notAResource_throwsWhatWouldBeRight() {
    try (Authorizer authorizer = authorizer(snapshot())) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThatThrownBy(() -> alice.decide("kms:Decrypt", "1234abcd", NOTHING))
          .isInstanceOf(InvalidNameException.class)
          .hasMessageContaining("key ARN");
    }
  }

  @Test
  void decide_closed_throws() {
    Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT));
    PrincipalHandle alice = authorizer.principal(ALICE);
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    alice.decide(decrypt, KEY, NOTHING);
    authorizer.close();
    assertThatThrownBy(() -> alice.decide(decrypt, KEY, NOTHING))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> authorizer.publish(snapshot()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("1.12: policies beyond the compiler's limits are decided by the reference")
  void decide_tooManyStatements_isDecidedByTheReference() {
    PolicySnapshot snapshot = snapshot(ALLOW_DECRYPT, ALLOW_DECRYPT, ALLOW_DECRYPT);
    try (Authorizer authorizer =
        Authorizer.builder().policies(snapshot).compileLimits(2, 100).build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:Encrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(authorizer.rowStatistics().made()).isZero();
    }
  }

  /** Allow statements with patterns of an unknown key: more than a small budget takes. */
  private static PolicySnapshot manyPatterns() {
    StringBuilder patterns = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      patterns.append(i == 0 ? "'" : ",'").append("team-").append(i).append("-*'");
    }
    return snapshot(
        "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringLike':"
            + "{'aws:PrincipalTag/t':["
            + patterns
            + "]}}}");
  }

  @Test
  @DisplayName("6.17: a check that uses up its steps is indeterminate and counted")
  void decide_stepsUsedUp_isIndeterminateAndCounted() {
    ConditionContext team =
        RequestContext.builder().set("aws:PrincipalTag/t", ContextValue.of("team-299-x")).build();
    try (Authorizer authorizer =
        Authorizer.builder().policies(manyPatterns()).maximumSteps(90).build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, team)).isEqualTo(Decision.INDETERMINATE);
      assertThat(authorizer.exhaustedChecks()).isEqualTo(1);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(authorizer.exhaustedChecks()).isEqualTo(1);
    }
    try (Authorizer authorizer = Authorizer.builder().policies(manyPatterns()).build()) {
      assertThat(authorizer.principal(ALICE).decide("kms:Decrypt", KEY, team))
          .isEqualTo(Decision.ALLOWED);
      assertThat(authorizer.exhaustedChecks()).isZero();
    }
  }

  @Test
  @DisplayName("6.17: what the tables leave to the reference has the same budget")
  void decide_byTheReference_countsSteps() {
    try (Authorizer authorizer =
        Authorizer.builder()
            .policies(manyPatterns())
            .compileLimits(0, 0)
            .maximumSteps(90)
            .build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      assertThat(alice.decide("kms:FutureAction", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      assertThat(authorizer.exhaustedChecks()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("6.17: a budget has at least one step")
  void maximumSteps_belowOne_isRefused() {
    assertThatThrownBy(() -> Authorizer.builder().maximumSteps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the maximum number of steps is 0, below 1");
  }

  @Test
  @DisplayName("A changed key policy applies although the caller's handle caches the old row")
  void publish_keyChanged_decidesAnew() {
    String other = ACCOUNT + "key/0000abcd-12ab-34cd-56ef-1234567890ab";
    PolicySnapshot before =
        snapshot(ALLOW_DECRYPT.replace(KEY, "*")).toBuilder()
            .key((KmsResource.Key) KmsResource.parse(other), Policies.key(Policies.DELEGATING))
            .build();
    try (Authorizer authorizer = authorizer(before)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.ALLOWED);
      authorizer.publish(before.toBuilder().key(KEY_RESOURCE, Policies.key()).build());
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.ALLOWED);
      authorizer.publish(before);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      assertThat(authorizer.rowStatistics().made()).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("A cached row remains valid after a publish that does not change its policies")
  void publish_othersChanged_keepsTheRowAtHand() {
    PolicySnapshot before = snapshot(ALLOW_DECRYPT);
    KmsResource.Key other = (KmsResource.Key) KmsResource.parse(KEY + "0");
    try (Authorizer authorizer = authorizer(before)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      alice.decide("kms:Decrypt", KEY, NOTHING);
      RowStatistics first = authorizer.rowStatistics();
      authorizer.publish(before.toBuilder().key(other, Policies.key()).build());
      alice.decide("kms:Decrypt", KEY, NOTHING);
      alice.decide("kms:Decrypt", KEY, NOTHING);

      assertThat(authorizer.rowStatistics()).isEqualTo(first);
      assertThat(first.made()).isEqualTo(1);
      assertThat(first.found()).isZero();
    }
  }

  @Test
  @DisplayName("A key that only the next snapshot lists is decided by its policies there")
  void publish_keyNewlyListed_decidesAgain() {
    PolicySnapshot nothing = snapshot(ALLOW_DECRYPT);
    String other = ACCOUNT + "key/0000abcd-12ab-34cd-56ef-1234567890ab";
    try (Authorizer authorizer = authorizer(nothing)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      authorizer.publish(nothing.toBuilder().key(KmsResource.parse(other), Policies.key()).build());
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
      authorizer.publish(nothing);
      assertThat(alice.decide("kms:Decrypt", other, NOTHING)).isEqualTo(Decision.INDETERMINATE);
    }
  }

  @Test
  @DisplayName(
      "A row is built once, extended once per action with tests, and then found in the handle's"
          + " cache")
  void decide_actionsWithTests_extendTheRowOnce() {
    String[] names = {
      "kms:Verify", "kms:Encrypt", "kms:Sign", "kms:CreateGrant", "kms:ReEncryptTo"
    };
    String[] statements = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      statements[i] =
          "{'Effect':'Allow','Action':'"
              + names[i]
              + "','Resource':'*','Condition':{'StringEquals':{'aws:PrincipalTag/t':'"
              + i
              + "'}}}";
    }
    try (Authorizer authorizer = authorizer(snapshot(statements))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < names.length; i++) {
          for (int tag = 0; tag < names.length; tag++) {
            RequestContext context =
                RequestContext.builder().put("aws:PrincipalTag/t", String.valueOf(tag)).build();
            assertThat(alice.decide(names[i], KEY, context))
                .isEqualTo(tag == i ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
          }
        }
      }
      RowStatistics statistics = authorizer.rowStatistics();
      assertThat(statistics.made()).isEqualTo(1);
      assertThat(statistics.found()).isEqualTo(names.length - 1);
      assertThat(statistics.extended()).isEqualTo(names.length);
      assertThat(statistics.held()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Rows are evicted when their total weight exceeds the limit")
  void rows_beyondTheirBytes_areEvicted() {
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    builder.principal(ALICE, Policies.identity());
    try (Authorizer authorizer =
        Authorizer.builder().policies(builder.build()).maximumRowBytes(2_000).build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int i = 0; i < 500; i++) {
        alice.decide("kms:Decrypt", ACCOUNT + "key/" + new UUID(i, i), NOTHING);
      }
      assertThat(authorizer.rowStatistics().evicted()).isPositive();
    }
  }

  @Test
  @DisplayName("5.6, 6.6: grants of a snapshot are evaluated, and may be unknown")
  void decide_grants_count() {
    Grant grant =
        new Grant(
            "g-1",
            "",
            KEY,
            new Grant.GrantPrincipal.Principal(ALICE.arn()),
            new Grant.GrantPrincipal.Nobody(),
            List.of("Decrypt"),
            GrantConstraints.none(),
            "111122223333",
            "");
    KeyPolicies plain = Policies.key();
    PolicySnapshot.Builder builder = snapshot().toBuilder();
    builder.key(KEY_RESOURCE, granted(plain, GrantLayer.of(grant)));
    try (Authorizer authorizer = authorizer(builder.build())) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.ALLOWED);
      authorizer.publish(builder.key(KEY_RESOURCE, granted(plain, GrantLayer.unknown())).build());
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.INDETERMINATE);
      authorizer.publish(builder.key(KEY_RESOURCE, plain).build());
      assertThat(alice.decide("kms:Decrypt", KEY, NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  private static KeyPolicies granted(KeyPolicies plain, GrantLayer grants) {
    return new KeyPolicies(plain.key(), grants, plain.resourceControl(), plain.manager());
  }

  @Test
  @DisplayName("An authorizer is open until it is closed; then it keeps no rows in the handles")
  void close_afterDecisions_keepsNoRows() {
    Authorizer authorizer = authorizer(snapshot(ALLOW_DECRYPT));
    PrincipalHandle alice = authorizer.principal(ALICE);
    alice.decide("kms:Decrypt", KEY, NOTHING);
    assertThat(authorizer.isOpen()).isTrue();
    assertThat(authorizer.rowsInHandles()).isEqualTo(1);

    authorizer.close();

    assertThat(authorizer.isOpen()).isFalse();
    assertThat(authorizer.rowsInHandles()).isZero();
  }

  @Test
  @DisplayName("6.17: the least number of steps is one")
  void maximumSteps_one_isAccepted() {
    try (Authorizer authorizer =
        Authorizer.builder().policies(snapshot(ALLOW_DECRYPT)).maximumSteps(1).build()) {
      assertThat(authorizer.principal(ALICE).decide("kms:Decrypt", KEY, NOTHING))
          .isEqualTo(Decision.ALLOWED);
    }
  }
}
