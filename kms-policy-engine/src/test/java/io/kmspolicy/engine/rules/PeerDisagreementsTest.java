package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LINKED;
import static io.kmspolicy.engine.rules.Ask.LINKED_ROLE;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.engine.rules.Says.oldDocument;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Sections 7.2-7.5: cases in which simulators are wrong, or AWS contradicts itself. */
class PeerDisagreementsTest {

  private static Ask when(String operator, String value, String policy) {
    return decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when(operator, "x:key", policy))
        .with("x:key", value);
  }

  /** Cases that iam-simulate decides differently. */
  @Nested
  class IamSimulate {

    @Test
    @DisplayName("7.2 a: a silent session policy does not limit an Allow to the session or to `*`")
    void sessionPolicy_silent_doesNotLimitSessionOrEveryone() {
      Ask asked = decrypt().by(SESSION).session(allow("s3:*"));
      asked.keyPolicy(allow("kms:*").to(SESSION)).isAllowed();
      asked.keyPolicy(allow("kms:*").toEveryone()).isAllowed();
    }

    @Test
    @DisplayName("7.2 b: the root user needs no identity policy")
    void root_withoutIdentityPolicy_isAllowed() {
      decrypt().by(ROOT).delegating().isAllowed();
    }

    @Test
    @DisplayName("7.2 c: a negated operator matches an unset variable")
    void negated_unsetVariable_matches() {
      when("StringNotEquals", "x", "${aws:PrincipalTag/t}").isAllowed();
      decrypt()
          .keyPolicy(
              allow("kms:*").to(ALICE),
              deny("kms:*")
                  .toEveryone()
                  .when(
                      "StringNotEquals", "kms:EncryptionContext:team", "${aws:PrincipalTag/team}"))
          .with("kms:EncryptionContext:team", "a")
          .isExplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 d: an old version has no variables")
    void variable_oldVersion_isLiteral() {
      decrypt()
          .keyPolicy(
              oldDocument(
                  allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${aws:username}")))
          .with("x:key", "alice")
          .with("aws:username", "alice")
          .isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 e: an action outside the list does not work across accounts")
    void crossAccount_notListed_isDenied() {
      action("kms:ScheduleKeyDeletion")
          .by(CAROL)
          .keyPolicy(allow("kms:*").to(B))
          .identity(allow("*"))
          .isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 f: a key-policy statement without resource is inert")
    void keyPolicy_withoutResource_isInert() {
      decrypt().keyPolicy(allow("kms:*").to(ALICE).without("Resource")).isImplicitlyDenied();
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE), deny("kms:*").toEveryone().without("Resource"))
          .isAllowed();
    }

    @Test
    @DisplayName("7.2 g: service-linked roles are exempt from SCPs and RCPs")
    void serviceLinkedRole_controlPolicies_areNotAsked() {
      decrypt()
          .by(LINKED)
          .ofRole(LINKED_ROLE)
          .keyPolicy(allow("kms:*").toEveryone())
          .serviceControl(deny("*"))
          .resourceControl(deny("*").toEveryone())
          .isAllowed();
    }

    @Test
    @DisplayName("7.2 h: there are grants, and a grant decides over RetireGrant")
    void grants_exist_count() {
      decrypt().grant(grant("Decrypt").to(ALICE).issuedBy(A)).isAllowed();
      action("kms:RetireGrant")
          .keyPolicy(allow("kms:*").to(ALICE))
          .identity(allow("*"))
          .isImplicitlyDenied();
      action("kms:RetireGrant")
          .keyPolicy(deny("kms:*").toEveryone())
          .grant(grant("Decrypt").to(APP).retiredBy(ALICE).issuedBy(A))
          .isAllowed();
    }

    @Test
    @DisplayName("7.2 i: ForAllValues holds for an empty text")
    void forAllValues_emptyText_holds() {
      when("ForAllValues:StringEquals", "", "a").isAllowed();
    }

    @Test
    @DisplayName("7.2 j: [U] ForAnyValue with IfExists and no key is open")
    void forAnyValueIfExists_absent_isOpen() {
      decrypt()
          .keyPolicy(
              allow("kms:*").to(ALICE).when("ForAnyValue:StringEqualsIfExists", "x:key", "a"))
          .isIndeterminate();
    }

    @Test
    @DisplayName("7.2 k: a date in words compares with seconds both ways")
    void date_wordsAgainstSeconds_compare() {
      when("DateGreaterThan", "1767225600", "2020-01-01T00:00:00Z").isAllowed();
      when("DateLessThan", "1767225600", "2020-01-01T00:00:00Z").isImplicitlyDenied();
      when("DateGreaterThan", "2026-01-01T00:00:00Z", "1577836800").isAllowed();
    }

    @Test
    @DisplayName("7.2 l: `1e3` is not 1 and `10abc` is not 10")
    void number_trailingText_isNotRead() {
      when("NumericEquals", "1", "1e3").isImplicitlyDenied();
      when("NumericEquals", "10", "10abc").isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 m: NotIpAddress with a bare IPv4 address holds for an IPv6 caller")
    void notIpAddress_otherFamily_holds() {
      when("NotIpAddress", "2001:db8::1", "203.0.113.5").isAllowed();
    }

    @Test
    @DisplayName("7.2 n: IPv6 addresses are compared by their bits")
    void ipAddress_otherSpelling_isTheSame() {
      when("IpAddress", "2001:db8::1", "2001:0DB8:0:0::1").isAllowed();
    }

    @Test
    @DisplayName("7.2 o: [U] ArnLike with a lone `*` is open")
    void arnLike_star_isOpen() {
      when("ArnLike", "arn:aws:iam::111122223333:role/App", "*").isIndeterminate();
    }

    @Test
    @DisplayName("7.2 p: BinaryEquals compares bytes")
    void binaryEquals_otherSpelling_isTheSame() {
      when("BinaryEquals", "QUI=", "QUI=").isAllowed();
      when("BinaryEquals", "QUJ=", "QUI=").isIndeterminate(); // unused bits (3.14)
      when("BinaryEquals", "!!", "!!").isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 q: an array of one is the value")
    void plainOperator_arrayOfOne_isTheValue() {
      Says other = deny("kms:*").toEveryone().when("StringNotEquals", "x:key", "a");
      Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE), other);
      asked.withText("x:key", "a").isAllowed();
      asked.with("x:key", "a").isAllowed();
      asked.withText("x:key", "b").isExplicitlyDenied();
      asked.with("x:key", "b").isExplicitlyDenied();
      when("StringEquals", "a", "a").isAllowed();
      when("StringNotEquals", "a", "a").isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.2 r: [U] a negated operator with an unreadable policy value is open")
    void negated_unreadable_isOpen() {
      when("NotIpAddress", "203.0.113.5", "nowhere").isIndeterminate();
      when("NumericNotEquals", "5", "five").isIndeterminate();
    }

    @Test
    @DisplayName("7.2 s: [U] Null on an empty text is open")
    void null_emptyText_isOpen() {
      when("Null", "", "true").isIndeterminate();
    }

    @Test
    @DisplayName("7.2 t: [U] an account-wide pattern for CreateKey is open")
    void createKey_accountWidePattern_isOpen() {
      action("kms:CreateKey")
          .on("*")
          .identity(allow("*").on("arn:aws:kms:us-west-2:111122223333:*"))
          .isIndeterminate();
    }

    @Test
    @DisplayName("7.2 u: [U] `*:*` as action is open")
    void action_starStar_isOpen() {
      decrypt().keyPolicy(allow("*:*").to(ALICE)).isIndeterminate();
    }

    @Test
    @DisplayName("7.2 v: [U] a Deny on NotResource with an unset variable is open")
    void notResource_unsetVariable_isOpen() {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE))
          .identity(deny("kms:*").onAllBut("arn:aws:kms:*:*:key/${aws:PrincipalTag/t}"))
          .isIndeterminate();
    }

    @Test
    @DisplayName("7.2 w: [U] NotPrincipal that lists one form of the caller is open")
    void notPrincipal_oneForm_isOpen() {
      decrypt()
          .by(SESSION)
          .keyPolicy(allow("kms:*").toEveryone(), deny("kms:*").toAllBut(APP))
          .isIndeterminate();
    }

    @Test
    @DisplayName("7.2 x: [U] the name of a federated user need not be the user's")
    void federatedUser_name_isNotTheUsers() {
      decrypt()
          .by("arn:aws:sts::111122223333:federated-user/alice")
          .keyPolicy(allow("kms:*").to(ALICE))
          .session(allow("*"))
          .isIndeterminate();
    }

    @Test
    @DisplayName("7.2 y: operators are read in any case")
    void operator_lowerCase_isRead() {
      when("stringequals", "a", "a").isAllowed();
    }
  }

  /** Cases that PMapper decides differently. */
  @Nested
  class PMapper {

    @Test
    @DisplayName("7.3: StringNotLike holds for a missing key")
    void stringNotLike_absent_holds() {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE).when("StringNotLike", "x:key", "a*"))
          .isAllowed();
    }

    @Test
    @DisplayName("7.3: Bool false matches no text that is neither true nor false")
    void boolFalse_otherText_doesNotMatch() {
      when("Bool", "no", "false").isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.3: a role that the key policy names is limited by its boundary")
    void role_named_isLimitedByBoundary() {
      decrypt()
          .by(SESSION)
          .keyPolicy(allow("kms:*").to(APP))
          .boundary(allow("s3:*"))
          .isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.3: across accounts identity policies alone allow nothing")
    void crossAccount_identityPolicyAlone_isDenied() {
      decrypt().by(CAROL).identity(allow("*")).isImplicitlyDenied();
    }
  }

  /** Cases that moto decides differently. */
  @Nested
  class Moto {

    @Test
    @DisplayName("7.4: a condition that fails makes the statement not apply, and denies nothing")
    void condition_fails_statementDoesNotApply() {
      decrypt()
          .keyPolicy(
              allow("kms:*").to(ALICE).when("StringEquals", "x:key", "a"), allow("kms:*").to(ALICE))
          .isAllowed();
    }

    @Test
    @DisplayName("7.4: a Deny of NotResource is a Deny")
    void deny_notResource_denies() {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE))
          .identity(deny("kms:*").onAllBut(KEY + "0"))
          .isExplicitlyDenied();
    }

    @Test
    @DisplayName("7.4: `?` is one character, `.` is itself, actions ignore case")
    void patterns_signs_areRead() {
      decrypt().keyPolicy(allow("KMS:DECRYP?").to(ALICE)).isAllowed();
      when("StringLike", "axb", "a.b").isImplicitlyDenied();
    }
  }

  /** Cases in which AWS's pages contradict each other. */
  @Nested
  class Documentation {

    @Test
    @DisplayName("7.5: [U] ForAllValues:StringNotLike is open for an absent key, fails if covered")
    void forAllValuesStringNotLike_absentKey_isOpen() {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE).when("ForAllValues:StringNotLike", "x:key", "a*"))
          .isIndeterminate();
      when("ForAllValues:StringNotLike", "ab", "a*").isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.5: `${aws:username}` has no value for a role session")
    void username_ofARole_isUnset() {
      decrypt()
          .by(SESSION)
          .keyPolicy(
              allow("kms:*")
                  .to(APP)
                  .when("StringEquals", "kms:EncryptionContext:user", "${aws:username}"))
          .with("kms:EncryptionContext:user", "App")
          .isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.5: no session policy is not a default one that allows")
    void federatedUser_noSessionPolicy_isDenied() {
      decrypt().by(FEDERATED).delegating().identity(allow("*")).isImplicitlyDenied();
    }

    @Test
    @DisplayName("7.5: the silence of an SCP is an implicit denial")
    void serviceControl_silent_isImplicit() {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE))
          .serviceControl(allow("s3:*"))
          .isImplicitlyDenied();
    }
  }
}
