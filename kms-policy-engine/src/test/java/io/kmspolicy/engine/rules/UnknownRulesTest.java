package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LINKED;
import static io.kmspolicy.engine.rules.Ask.LINKED_ROLE;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.engine.rules.Says.oldDocument;

import io.kmspolicy.model.request.Decision;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 6: unknown inputs, and decisions that hold for all their values. */
class UnknownRulesTest {

  private static final String TAG = "aws:PrincipalTag/t";
  private static final String KEYS = "kms:EncryptionContextKeys";

  private static Ask toAlice() {
    return decrypt().keyPolicy(allow("kms:*").to(ALICE));
  }

  private static Ask byIdentity(Says... statements) {
    return decrypt().delegating().identity(statements);
  }

  @Test
  @DisplayName("6.1: a key that the client cannot tell could be any key of the Region")
  void key_unknown_isAnyKeyOfTheRegion() {
    Ask asked = decrypt().onUnknownKey().delegating();
    asked.identity(allow("kms:*")).isIndeterminate();
    decrypt().onUnknownKey().identity(deny("kms:*")).isExplicitlyDenied();
    decrypt()
        .onUnknownKey()
        .identity(deny("kms:*").on("arn:aws:kms:us-west-2:*:key/*"))
        .isExplicitlyDenied();
    decrypt()
        .onUnknownKey()
        .identity(deny("kms:*").on("arn:aws:kms:us-east-1:*:key/*"))
        .isIndeterminate();
    decrypt().onUnknownKey().identity(deny("kms:*").on(KEY)).isIndeterminate();
    decrypt().onUnknownKey().serviceControl(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("6.1: only a pattern that covers every key of the Region surely matches")
  void key_unknown_isMatchedByPatternsForEveryKey() {
    for (String every : new String[] {"arn:aws:kms:us-west-2:*:*", "arn:aws:kms:us-*:**:key?*"}) {
      decrypt().onUnknownKey().identity(deny("kms:*").on(every)).isExplicitlyDenied();
    }
    for (String some :
        new String[] {
          "arn:aws:kms:us-west-2:*:key/mrk-*",
          "arn:aws:kms:us-west-2:*:key/*a",
          "arn:aws:kms:us-west-2:111122223333:key/*",
          "arn:aws:kms:us-west-2::key/*",
          "arn:aws:kms:US-WEST-2:*:key/*",
          "arn:aws:km*:us-west-2:*:key/*"
        }) {
      decrypt().onUnknownKey().identity(deny("kms:*").on(some)).isIndeterminate();
    }
  }

  @Test
  @DisplayName("6.1: an unknown key of a known account is any key of that account")
  void key_unknownOfAnAccount_isMatchedByPatternsForEveryKeyOfTheAccount() {
    Says own = deny("kms:*").on("arn:aws:kms:us-west-2:111122223333:key/*");
    decrypt().onUnknownKey().inAccount(A).identity(own).isExplicitlyDenied();
    decrypt().onUnknownKey().inAccount(B).identity(own).isIndeterminate();
    Says onlyOwn = allow("*").on("arn:aws:kms:*:111122223333:key/*");
    decrypt().onUnknownKey().inAccount(B).serviceControl(onlyOwn).isDenied();
    decrypt().on("*").inAccount(B).serviceControl(onlyOwn).isDenied();
    decrypt().on("*").inAccount(A).serviceControl(onlyOwn).isIndeterminate(); // in any partition
  }

  @Test
  @DisplayName("2.7, 6.1: an action that may need no key may have no account, whatever is stated")
  void key_unknownAction_mayHaveNoAccount() {
    Says wide = allow("*").on("arn:aws:kms:*:111122223333:*");
    action("x:FutureAction").on("*").inAccount(B).serviceControl(wide).isIndeterminate();
  }

  @Test
  @DisplayName("6.1: what no allowed key could be, an unknown key cannot be either")
  void key_unknown_noPatternFits() {
    Ask outside = decrypt().onUnknownKey().by(CAROL);
    outside.identity(allow("kms:*").on("arn:aws:kms:us-east-1:*:key/*")).isIndeterminate();
    outside.serviceControl(allow("*").on("arn:aws:kms:us-east-1:*:key/*")).isDenied();
    for (String never :
        new String[] {
          "arn:aws:kms:us-west-2:*:alias/*",
          "arn:aws-cn:kms:*",
          "arn:aws:s3:::key/x",
          "s3",
          "arn:aws:kms:us-west-2:*:key/"
        }) {
      decrypt().onUnknownKey().serviceControl(allow("*").on(never)).isDenied();
    }
    for (String perhaps :
        new String[] {
          "arn:aws:kms:*",
          "arn:aws:kms:us-west-2",
          "arn:*",
          "arn:aws:kms:us-west-2:*:?ey/1",
          "arn:aws:kms:us-west-2:*:*/1"
        }) {
      decrypt().onUnknownKey().serviceControl(allow("*").on(perhaps)).isIndeterminate();
    }
  }

  @Test
  @DisplayName("6.2: a part that cannot match makes the unknown parts of a statement irrelevant")
  void statement_partThatFails_settlesIt() {
    Says elsewhere = deny("kms:Encrypt").when("IpAddress", "aws:SourceIp", "10.0.0.0/8");

    toAlice().unknown("aws:SourceIp").identity(elsewhere).isAllowed();
    toAlice()
        .unknown("aws:SourceIp")
        .identity(deny("kms:*").on("arn:aws:kms:*:*:key/0"))
        .isAllowed();
  }

  @Test
  @DisplayName("6.3: an explicit denial is certain whatever else is unknown")
  void deny_matching_isCertain() {
    byIdentity(deny("kms:*"))
        .unknown("aws:SourceIp")
        .unknownLayer("key", "grants", "session", "serviceControl", "vpcEndpoint")
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("6.4: allowed and implicitly denied are certain only if no Deny can match")
  void allow_denyOpen_isOpen() {
    Says maybe = deny("kms:*").to(ALICE).when("Bool", "aws:SecureTransport", "false");
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE), maybe)
        .unknown("aws:SecureTransport")
        .isIndeterminate();
    decrypt().keyPolicy(maybe).unknown("aws:SecureTransport").isDenied();
    byIdentity(allow("kms:*").when("StringEquals", TAG, "x")).unknown(TAG).isIndeterminate();
    decrypt().keyPolicy(allow("kms:*").to(BOB)).unknown(TAG).isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.5: an unknown layer that nothing can allow beside is one of the denials")
  void layer_unknownWithoutAllow_isDenied() {
    for (String layer :
        new String[] {"serviceControl", "resourceControl", "permissionsBoundary", "vpcEndpoint"}) {
      decrypt().keyPolicy(allow("kms:*").to(BOB)).unknownLayer(layer).isDenied();
      toAlice().unknownLayer(layer).isIndeterminate();
      toAlice().identity(deny("kms:*")).unknownLayer(layer).isExplicitlyDenied();
    }
  }

  @Test
  @DisplayName("6.6: unknown grants cannot deny, and matter only where nothing else allows")
  void grants_unknown_onlyAdd() {
    toAlice().unknownLayer("grants").isAllowed();
    decrypt().unknownLayer("grants").isIndeterminate();
    decrypt().serviceControl(allow("s3:*")).unknownLayer("grants").isImplicitlyDenied();
    action("kms:PutKeyPolicy").unknownLayer("grants").isImplicitlyDenied();
    decrypt().by(CAROL).unknownLayer("grants").isIndeterminate();
  }

  @Test
  @DisplayName("6.7: layers that cannot matter stay out when they are unknown")
  void layer_unknownAndNotApplicable_staysOut() {
    Says everyone = allow("kms:*").toEveryone();
    decrypt()
        .by(LOGS)
        .keyPolicy(allow("kms:*").toService(LOGS))
        .unknownLayer("serviceControl", "identity", "permissionsBoundary", "session")
        .isAllowed();
    decrypt()
        .by(LINKED)
        .ofRole(LINKED_ROLE)
        .keyPolicy(everyone)
        .unknownLayer("serviceControl", "resourceControl", "permissionsBoundary")
        .isAllowed();
    byIdentity(allow("kms:*")).unknownLayer("session").isAllowed();
    decrypt()
        .by(ROOT)
        .keyPolicy(everyone)
        .unknownLayer("identity", "permissionsBoundary", "session")
        .isAllowed();
    action("kms:CreateKey")
        .on("*")
        .identity(allow("*"))
        .unknownLayer("key", "grants", "resourceControl")
        .isAllowed();
    action("kms:CreateAlias")
        .on(Ask.ALIAS)
        .identity(allow("*"))
        .unknownLayer("key", "grants")
        .isAllowed();
    decrypt().managedByAws().keyPolicy(everyone).unknownLayer("resourceControl").isAllowed();
    action("kms:RetireGrant")
        .grant(grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(Ask.A))
        .unknownLayer("resourceControl", "key")
        .isAllowed();
  }

  @Test
  @DisplayName("6.8: what each unknown layer can do to an allowed call and to a denied one")
  void layer_unknown_canDo() {
    toAlice().unknownLayer("identity").isIndeterminate();
    toAlice().unknownLayer("key").isIndeterminate();
    decrypt().delegating().unknownLayer("identity").isIndeterminate();
    byIdentity(allow("kms:*")).unknownLayer("key").isIndeterminate();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(SESSION))
        .unknownLayer("session")
        .isIndeterminate();
    decrypt().unknownLayer("identity").isDenied();
    decrypt()
        .by(FEDERATED)
        .delegating()
        .identity(allow("kms:*"))
        .unknownLayer("session")
        .isIndeterminate();
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, x, INDETERMINATE",
    "StringNotEquals, x, INDETERMINATE",
    "StringLike, x*, INDETERMINATE",
    "StringEqualsIfExists, x, INDETERMINATE",
    "StringLikeIfExists, *, ALLOWED",
    "StringLike, *, INDETERMINATE",
    "StringNotLike, *, INDETERMINATE",
    "NumericEquals, ten, IMPLICIT_DENY",
    "IpAddress, ten, IMPLICIT_DENY",
    "NumericLessThan, 5, INDETERMINATE",
    "ForAllValues:StringEquals, x, INDETERMINATE",
    "ForAllValues:StringLike, *, ALLOWED",
    "ForAnyValue:StringLike, *, INDETERMINATE",
    "ForAnyValue:StringEquals, x, INDETERMINATE",
    "Null, true, INDETERMINATE",
    "Null, false, INDETERMINATE",
  })
  @DisplayName("6.9: the table of conditions on an unknown key")
  void condition_unknownKey_followsTheTable(String operator, String value, Decision expected) {
    byIdentity(allow("kms:*").when(operator, TAG, value)).unknown(TAG).is(expected);
  }

  @Test
  @DisplayName("6.9: an unknown key of several values, and one asked both ways")
  void condition_unknownKeyOfSeveralValues_followsTheTable() {
    byIdentity(allow("kms:*").when("ForAllValues:StringLike", KEYS, "*")).unknown(KEYS).isAllowed();
    byIdentity(allow("kms:*").when("ForAnyValue:StringLike", KEYS, "*"))
        .unknown(KEYS)
        .isIndeterminate();
    byIdentity(allow("kms:*").when("StringLikeIfExists", KEYS, "*"))
        .unknown(KEYS)
        .isIndeterminate();
    byIdentity(allow("kms:*").when("Null", TAG, "true", "false")).unknown(TAG).isAllowed();
    byIdentity(allow("kms:*").whenJson("StringNotEquals", TAG, "[]"))
        .unknown(TAG)
        .isIndeterminate();
    byIdentity(allow("kms:*").when("StringNotEquals", KEYS, "a")).unknown(KEYS).isIndeterminate();
    byIdentity(allow("kms:*").when("ForAllValues:Null", TAG, "false")).unknown(TAG).isAllowed();
    byIdentity(allow("kms:*").when("ForAnyValue:Null", TAG, "true"))
        .unknown(TAG)
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.10: an unknown variable is open unless the fixed text around it rules it out")
  void variable_unknown_isOpenUnlessRuledOut() {
    String pair = "kms:EncryptionContext:u";
    Says own = allow("kms:*").when("StringEquals", pair, "user-${" + TAG + "}");
    byIdentity(own).unknown(TAG).with(pair, "user-1").isIndeterminate();
    byIdentity(own).unknown(TAG).with(pair, "group-1").isImplicitlyDenied();
    byIdentity(allow("kms:*").when("StringEquals", pair, "${" + TAG + "}", "x"))
        .unknown(TAG)
        .with(pair, "x")
        .isAllowed();
    byIdentity(allow("kms:*").when("StringNotEquals", pair, "${" + TAG + "}", "x"))
        .unknown(TAG)
        .with(pair, "x")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.10, 2.15: an unknown variable in an ARN may bring in whole fields")
  void variable_unknownInArn_mayHoldColons() {
    Says source = allow("kms:*").when("ArnLike", "aws:SourceArn", "arn:aws:sns:${" + TAG + "}");
    byIdentity(source)
        .unknown(TAG)
        .with("aws:SourceArn", "arn:aws:sns:us-west-2:111122223333:topic")
        .isIndeterminate();
    byIdentity(source)
        .unknown(TAG)
        .with("aws:SourceArn", "arn:aws:sqs:us-west-2:111122223333:queue")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.10: an unknown variable in a resource is open unless its text rules it out")
  void variable_unknownInResource_isOpenUnlessRuledOut() {
    byIdentity(allow("kms:*").on("arn:aws:kms:*:*:key/${" + TAG + "}*"))
        .unknown(TAG)
        .isIndeterminate();
    byIdentity(allow("kms:*").on("arn:aws:kms:*:*:key/0${" + TAG + "}"))
        .unknown(TAG)
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.10, 2.12: [U] an unknown variable in NotResource may be unset, which is open")
  void variable_unknownInNotResource_isOpen() {
    String other = "arn:aws:kms:*:*:key/0${" + TAG + "}";
    byIdentity(allow("kms:*").onAllBut(other)).unknown(TAG).isIndeterminate();
    byIdentity(deny("kms:*").onAllBut(other)).unknown(TAG).isDenied();
    byIdentity(allow("kms:*").onAllBut("arn:aws:kms:*:*:key/0${" + TAG + ", 'x'}"))
        .unknown(TAG)
        .isAllowed();
  }

  @Test
  @DisplayName("6.11: a key that is known to be absent is not unknown")
  void key_absent_isNotUnknown() {
    Says away = deny("kms:*").to(ALICE).when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8");
    Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE), away);

    asked.isExplicitlyDenied();
    asked.unknown("aws:SourceIp").isIndeterminate();
  }

  @Test
  @DisplayName("6.12: an unknown prefix covers every key under it that is not listed")
  void prefix_unknown_coversWhatIsNotListed() {
    Says tagged = allow("kms:*").when("StringEquals", "aws:ResourceTag/p", "x");
    byIdentity(tagged).unknown("aws:ResourceTag/*").isIndeterminate();
    byIdentity(tagged).unknown("AWS:resourceTAG/*").with("aws:ResourceTag/p", "x").isAllowed();
    byIdentity(tagged)
        .unknown("aws:ResourceTag/*")
        .with("aws:ResourceTag/p", "y")
        .isImplicitlyDenied();
    byIdentity(tagged).unknown("aws:PrincipalTag/*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.12: an unknown encryption context makes its keys unknown, and constraints")
  void prefix_encryptionContext_makesKeysAndConstraintsUnknown() {
    String all = "kms:EncryptionContext:*";
    byIdentity(allow("kms:*").when("ForAnyValue:StringEquals", KEYS, "a"))
        .unknown(all)
        .isIndeterminate();
    byIdentity(allow("kms:*").when("ForAnyValue:StringEquals", KEYS, "a"))
        .unknown(all)
        .with(KEYS, "b")
        .isImplicitlyDenied();
    decrypt()
        .grant(grant("Decrypt").to(ALICE).forAtLeast("Department", "IT"))
        .unknown(all)
        .isIndeterminate();
    decrypt()
        .grant(grant("Decrypt").to(ALICE).forExactly("Department", "IT"))
        .unknown(all)
        .isIndeterminate();
    decrypt()
        .grant(grant("Decrypt").to(ALICE).forAtLeast("Department", "IT"))
        .unknown(all)
        .with("kms:EncryptionContext:Department", "HR")
        .isImplicitlyDenied();
    decrypt()
        .grant(grant("Decrypt").to(ALICE).forExactly("Department", "IT"))
        .unknown(all)
        .with("kms:EncryptionContext:Other", "x")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.12, 5.9: a pair that is perhaps there leaves an Equals constraint open")
  void pair_unknown_leavesEqualsOpen() {
    Ask asked =
        decrypt()
            .grant(grant("Decrypt").to(ALICE).issuedBy(Ask.A).forExactly("a", "1"))
            .with("kms:EncryptionContext:a", "1");

    asked.isAllowed();
    asked.unknown("kms:EncryptionContext:b").isIndeterminate();
    asked.with(KEYS, "a").isAllowed();
  }

  @Test
  @DisplayName("6.13: where one unknown occurs twice the answer is that of every value")
  void unknown_askedTwice_isExact() {
    byIdentity(
            allow("kms:*").when("StringEquals", TAG, "x"),
            allow("kms:*").when("StringNotEquals", TAG, "x"))
        .unknown(TAG)
        .isAllowed();
    byIdentity(
            allow("kms:*").when("StringLike", TAG, "x*"),
            deny("kms:*").when("StringNotLike", TAG, "xy"))
        .unknown(TAG)
        .isIndeterminate();
    byIdentity(
            allow("kms:*").when("StringLike", TAG, "x*"),
            deny("kms:*").when("StringLike", TAG, "*"),
            deny("kms:*").when("Null", TAG, "true"))
        .unknown(TAG)
        .isExplicitlyDenied();
    byIdentity(
            allow("kms:*").when("StringLike", TAG, "x*"),
            deny("kms:*").when("StringLike", TAG, "x*"))
        .unknown(TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13: numbers, instants and addresses are looked at class by class")
  void unknown_measuredTwice_isExact() {
    String days = "kms:ScheduleKeyDeletionPendingWindowInDays";
    byIdentity(
            allow("kms:*").when("NumericLessThan", days, "10"),
            allow("kms:*").when("NumericGreaterThanEquals", days, "10"),
            allow("kms:*").when("Null", days, "true"))
        .unknown(days)
        .isAllowed();
    byIdentity(
            allow("kms:*").when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"),
            deny("kms:*").when("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z"))
        .unknown("aws:CurrentTime")
        .isDenied();
    byIdentity(
            allow("kms:*").when("IpAddress", "aws:SourceIp", "10.1.0.0/16"),
            deny("kms:*").when("IpAddress", "aws:SourceIp", "10.0.0.0/8"))
        .unknown("aws:SourceIp")
        .isDenied();
    byIdentity(
            allow("kms:*").when("Bool", "kms:MultiRegion", "true"),
            allow("kms:*").when("Bool", "kms:MultiRegion", "false"),
            allow("kms:*").when("Null", "kms:MultiRegion", "true"))
        .unknown("kms:MultiRegion")
        .isAllowed();
  }

  @Test
  @DisplayName("6.14: keys that AWS correlates are independent here")
  void keys_correlated_areIndependent() {
    byIdentity(
            allow("kms:*")
                .when("Null", "aws:SourceVpce", "false")
                .when("Null", "aws:SourceIp", "false"))
        .unknown("aws:SourceVpce", "aws:SourceIp")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.15: [U] time near a boundary is unknown where the context says so")
  void time_nearABoundary_isUnknown() {
    byIdentity(allow("kms:*").when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"))
        .unknown("aws:CurrentTime")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.10: in a document of the old version there is no variable to be unknown")
  void variable_oldVersion_isNotUnknown() {
    decrypt()
        .delegating()
        .identity(oldDocument(allow("kms:*").when("StringEquals", "x:key", "${" + TAG + "}")))
        .unknown(TAG)
        .with("x:key", "a")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.2: a role session whose role is named elsewhere is settled by the name")
  void role_otherName_settlesIt() {
    decrypt()
        .by(SESSION)
        .keyPolicy(deny("kms:*").to(APP + "2"), allow("kms:*").to(APP))
        .unknownLayer("grants")
        .isAllowed();
  }
}
