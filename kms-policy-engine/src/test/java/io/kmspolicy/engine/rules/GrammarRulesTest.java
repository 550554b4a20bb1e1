package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.engine.rules.Says.document;
import static io.kmspolicy.engine.rules.Says.oldDocument;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 1: the grammar of documents, as far as it affects decisions. */
class GrammarRulesTest {

  private static final String TO_ALICE = allow("kms:Decrypt").to(ALICE).json();

  @Test
  @DisplayName("1.1: without a version `${...}` is literal text")
  void version_absent_makesVariablesLiteral() {
    Says ownTenant =
        allow("kms:Decrypt")
            .to(ALICE)
            .when("StringEquals", "kms:EncryptionContext:user", "${aws:username}");
    Ask asked = decrypt().with("aws:username", "alice").with("kms:EncryptionContext:user", "alice");

    asked.keyPolicy(oldDocument(ownTenant)).isImplicitlyDenied();
    asked.keyPolicy("{\"Version\":\"2008-10-17\",\"Statement\":[" + ownTenant.json() + "]}");
    asked.isImplicitlyDenied();
    asked.keyPolicy(document(ownTenant)).isAllowed();
  }

  @Test
  @DisplayName("1.1: a third version is refused")
  void version_unheardOf_isRefused() {
    decrypt().keyPolicy("{\"Version\":\"2012-10-18\",\"Statement\":[]}").isRefused("`2012-10-18`");
  }

  @Test
  @DisplayName("1.2: an `Id` is read everywhere and has no effect")
  void id_anywhere_hasNoEffect() {
    decrypt()
        .delegating()
        .identity(
            "{\"Version\":\"2012-10-17\",\"Id\":\"x\",\"Statement\":["
                + allow("kms:Decrypt").json()
                + "]}")
        .isAllowed();
  }

  @Test
  @DisplayName("1.2: an unknown member is refused")
  void member_unknown_isRefused() {
    decrypt().keyPolicy("{\"Statements\":[]}").isRefused("`Statements`");
  }

  @Test
  @DisplayName("1.3: one statement may stand without an array")
  void statement_singleObject_counts() {
    decrypt().keyPolicy("{\"Statement\":" + TO_ALICE + "}").isAllowed();
  }

  @Test
  @DisplayName("1.3: [U] a policy without statements says nothing")
  void statements_empty_sayNothing() {
    decrypt().delegating().identity("{\"Statement\":[]}").isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).identity("{\"Statement\":[]}").isAllowed();
  }

  @Test
  @DisplayName("1.4: an effect in lower case is refused")
  void effect_lowerCase_isRefused() {
    decrypt().keyPolicy(Says.effect("allow", "kms:Decrypt").to(ALICE)).isRefused("`allow`");
  }

  @Test
  @DisplayName("1.4: an element in another case is refused")
  void element_otherCase_isRefused() {
    decrypt().keyPolicy("{\"statement\":[]}").isRefused("`statement`");
  }

  @Test
  @DisplayName("1.4: the case of actions, condition keys and operators does not count")
  void names_otherCase_count() {
    decrypt()
        .keyPolicy(allow("KMS:decrypt").to(ALICE).when("stringequals", "KMS:viaservice", "s3"))
        .with("kms:ViaService", "s3")
        .isAllowed();
  }

  @Test
  @DisplayName("1.5: an operator that stands twice is refused")
  void operator_twice_isRefused() {
    decrypt()
        .keyPolicy(
            "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
                + "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:a\":\"x\"},"
                + "\"StringEquals\":{\"aws:b\":\"y\"}}}}")
        .isRefused("`StringEquals`");
  }

  @Test
  @DisplayName("1.5: [U] keys that differ in case under one operator must both hold")
  void keys_differingInCase_mustBothHold() {
    Says both =
        allow("kms:Decrypt")
            .to(ALICE)
            .when("StringLike", "aws:SourceVpc", "vpc-*")
            .when("StringLike", "AWS:sourcevpc", "*1");

    decrypt().keyPolicy(both).with("aws:SourceVpc", "vpc-1").isAllowed();
    decrypt().keyPolicy(both).with("aws:SourceVpc", "vpc-2").isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.6: a key-policy statement without resource or action has no effect")
  void keyPolicyStatement_withoutResourceOrAction_isInert() {
    decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE).without("Resource")).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE).without("Action")).isImplicitlyDenied();
    decrypt()
        .keyPolicy(
            allow("kms:Decrypt").to(ALICE), deny("kms:Decrypt").to(ALICE).without("Resource"))
        .isAllowed();
  }

  @Test
  @DisplayName("1.6: elsewhere a statement must name action and resource")
  void identityStatement_withoutResource_isRefused() {
    decrypt().identity(allow("kms:Decrypt").without("Resource")).isRefused("`Resource`");
    decrypt().identity(allow("kms:Decrypt").without("Action")).isRefused("`Action`");
  }

  @Test
  @DisplayName("1.6: policies of identities and organizations name no principal")
  void principal_whereNoneBelongs_isRefused() {
    decrypt().identity(allow("kms:Decrypt").to(ALICE)).isRefused("`Principal`");
    decrypt().boundary(allow("kms:Decrypt").to(ALICE)).isRefused("`Principal`");
    decrypt().by(SESSION).session(allow("kms:Decrypt").to(ALICE)).isRefused("`Principal`");
    decrypt().serviceControl(allow("kms:Decrypt").to(ALICE)).isRefused("`Principal`");
  }

  @Test
  @DisplayName("1.6: a resource control policy speaks to everyone and lists actions")
  void resourceControl_otherForms_areRefused() {
    decrypt().resourceControl(deny("kms:*").to(ALICE)).isRefused("`\"*\"`");
    decrypt().resourceControl(deny("kms:*").toAllBut(ALICE)).isRefused("`NotPrincipal`");
    decrypt().resourceControl(Says.denyAllBut("kms:Encrypt").toEveryone()).isRefused("`NotAction`");
  }

  @Test
  @DisplayName("1.7: `*` names everybody, services too")
  void everyone_anyCaller_matches() {
    Ask asked = decrypt().keyPolicy(allow("kms:Decrypt").toEveryone());

    asked.isAllowed();
    asked.by(SESSION).isAllowed();
    asked.by(FEDERATED).isAllowed();
    asked.by(LOGS).isAllowed();
  }

  @Test
  @DisplayName("1.7: [U] whether {\"AWS\": \"*\"} means services is open")
  void everyAwsPrincipal_service_isOpen() {
    decrypt().keyPolicy(allow("kms:Decrypt").to("*")).by(LOGS).isIndeterminate();
    decrypt().keyPolicy(allow("kms:Decrypt").to("*")).isAllowed();
  }

  @Test
  @DisplayName("1.7: an account id and its root ARN are the same delegation")
  void account_bareId_delegates() {
    Ask asked = decrypt().keyPolicy(allow("kms:Decrypt").to(A));

    asked.isImplicitlyDenied();
    asked.identity(allow("kms:Decrypt")).isAllowed();
    decrypt().keyPolicy(allow("kms:*").to(B)).identity(allow("kms:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: a root ARN of another partition names another account")
  void account_otherPartition_doesNotMatch() {
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws-cn:iam::111122223333:root"))
        .identity(allow("kms:*"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: names are compared exactly, the path included")
  void names_otherCaseOrPath_doNotMatch() {
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:user/Alice"))
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:user/team/alice"))
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:iam::444455556666:user/alice"))
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws-cn:iam::111122223333:user/alice"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: a role is named with its path")
  void role_withPath_isNamedWithIt() {
    String team = "arn:aws:iam::111122223333:role/team/App";
    Ask asked = decrypt().by(SESSION).ofRole(team);

    asked.keyPolicy(allow("kms:Decrypt").to(team)).isAllowed();
    asked.keyPolicy(allow("kms:Decrypt").to(APP)).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(allow("kms:Decrypt").to(team)).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(allow("kms:Decrypt").to(APP)).isAllowed();
  }

  @Test
  @DisplayName("1.7: a role of another account or partition is another role")
  void role_otherAccountOrPartition_doesNotMatch() {
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to("arn:aws:iam::444455556666:role/App"))
        .isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to("arn:aws-cn:iam::111122223333:role/App"))
        .isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:user/App"))
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:role/alice"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: a session and a federated user are named exactly")
  void session_exactName_matches() {
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(SESSION)).isAllowed();
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(SESSION + "0")).isImplicitlyDenied();
    decrypt().by(FEDERATED).keyPolicy(allow("kms:*").to(FEDERATED)).isAllowed();
    decrypt().by(FEDERATED).keyPolicy(allow("kms:*").to(FEDERATED + "y")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: a service is named by exactly its principal")
  void service_otherSpelling_doesNotMatch() {
    Ask asked = decrypt().by(LOGS);

    asked.keyPolicy(allow("kms:*").toService(LOGS)).isAllowed();
    asked.keyPolicy(allow("kms:*").toService("logs.amazonaws.com")).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").toService(LOGS)).isImplicitlyDenied();
    asked.keyPolicy(allow("kms:*").to(ALICE, ROOT)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: providers match no user, root or service; [U] for sessions they are open")
  void provider_session_isOpen() {
    Says provider = allow("kms:*").principal("{\"Federated\":\"accounts.google.com\"}");

    decrypt().keyPolicy(provider).isImplicitlyDenied();
    decrypt().by(ROOT).keyPolicy(provider).isImplicitlyDenied();
    decrypt().by(LOGS).keyPolicy(provider).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(provider).isIndeterminate();
    decrypt().by(FEDERATED).keyPolicy(provider).isIndeterminate();
  }

  @Test
  @DisplayName("1.7: canonical users match no caller of KMS")
  void canonicalUser_any_matchesNobody() {
    Says canonical = allow("kms:*").principal("{\"CanonicalUser\":\"79a59df900b9\"}");

    decrypt().keyPolicy(canonical).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(canonical).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.7: one of several names is enough")
  void names_several_oneIsEnough() {
    decrypt()
        .keyPolicy(
            allow("kms:*")
                .principal(
                    "{\"Service\":\"logs.amazonaws.com\",\"AWS\":[\""
                        + BOB
                        + "\",\""
                        + ALICE
                        + "\"]}"))
        .isAllowed();
  }

  @Test
  @DisplayName("1.8: a unique id matches the caller whose aws:userid it is")
  void uniqueId_ofTheCaller_matches() {
    String user = "AIDACKCEVSQ6C2EXAMPLE";
    String role = "AROACKCEVSQ6C2EXAMPLE";
    String id = "aws:userid";
    Says toUser = allow("kms:*").to(user);
    Says toRole = allow("kms:*").to(role);

    decrypt().keyPolicy(toUser).with(id, user).isAllowed();
    decrypt().keyPolicy(toUser).with(id, "AIDAOTHEREXAMPLE00000").isImplicitlyDenied();
    decrypt().keyPolicy(toUser).unknown(id).isIndeterminate();
    decrypt().keyPolicy(toRole).unknown(id).isImplicitlyDenied();
    decrypt().keyPolicy(toUser).with(id, user).boundary(allow("s3:*")).isAllowed();
    decrypt().by(SESSION).keyPolicy(toRole).with(id, role + ":session-1").isAllowed();
    decrypt().by(SESSION).keyPolicy(toRole).with(id, role + "X:session-1").isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(toRole).unknown(id).isIndeterminate();
    decrypt().by(SESSION).keyPolicy(toUser).unknown(id).isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(toRole)
        .with(id, role + ":session-1")
        .boundary(allow("s3:*"))
        .isImplicitlyDenied();
    decrypt().by(ROOT).keyPolicy(toUser).unknown(id).isImplicitlyDenied();
    decrypt().by(LOGS).keyPolicy(toUser).unknown(id).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.8: a Deny on a unique id denies the caller who has it, NotPrincipal spares it")
  void uniqueId_inDeny_countsAsItsCaller() {
    String user = "AIDACKCEVSQ6C2EXAMPLE";
    Says all = allow("kms:*").toEveryone();
    Says others = deny("kms:*").toAllBut(user);

    decrypt().keyPolicy(all, deny("kms:*").to(user)).with("aws:userid", user).isExplicitlyDenied();
    decrypt().keyPolicy(all, deny("kms:*").to(user)).unknown("aws:userid").isIndeterminate();
    decrypt().keyPolicy(all, others).with("aws:userid", "AIDA0").isExplicitlyDenied();
    decrypt().keyPolicy(all, others).with("aws:userid", user).isIndeterminate();
    decrypt().keyPolicy(all, others).unknown("aws:userid").isIndeterminate();
  }

  @Test
  @DisplayName("1.8, 6.13: tests of aws:userid and unique ids are told apart together")
  void uniqueId_besideATestOfIt_isExact() {
    String user = "AIDACKCEVSQ6C2EXAMPLE";
    Says notHim = allow("kms:*").to(ALICE).when("StringNotEquals", "aws:userid", user);

    decrypt().keyPolicy(allow("kms:*").to(user), notHim).unknown("aws:userid").isAllowed();
  }

  @Test
  @DisplayName("1.8: [U] the id of the user behind a federated session is not visible")
  void uniqueId_federatedSession_isOpenForUsers() {
    Ask asked = decrypt().by(FEDERATED).session(allow("*")).with("aws:userid", A + ":x");

    asked.keyPolicy(allow("kms:*").to("AIDACKCEVSQ6C2EXAMPLE")).isIndeterminate();
    asked.keyPolicy(allow("kms:*").to("AROACKCEVSQ6C2EXAMPLE")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.8: the id of a deleted principal matches nobody without an id")
  void deletedPrincipal_any_matchesNobody() {
    decrypt().keyPolicy(allow("kms:*").to("AIDACKCEVSQ6C2EXAMPLE")).isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to("AROACKCEVSQ6C2EXAMPLE"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.9: a wildcard inside a principal is refused")
  void principal_partialWildcard_isRefused() {
    decrypt().keyPolicy(allow("kms:*").to(APP + "*")).isRefused("wildcard");
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:sts::111122223333:assumed-role/App/*"))
        .isRefused("wildcard");
  }

  @Test
  @DisplayName("1.10: `NotPrincipal` beside an Allow is refused")
  void notPrincipal_besideAllow_isRefused() {
    decrypt().keyPolicy(allow("kms:*").toAllBut(BOB)).isRefused("`NotPrincipal`");
    decrypt().identity(deny("kms:*").toAllBut(BOB)).isRefused("`NotPrincipal`");
  }

  @Test
  @DisplayName("1.10: [U] `NotPrincipal` beside a Deny is read")
  void notPrincipal_besideDeny_counts() {
    decrypt().keyPolicy(allow("kms:*").to(ALICE), deny("kms:*").toAllBut(BOB)).isExplicitlyDenied();
  }

  @Test
  @DisplayName("1.11: bare booleans and numbers are their text")
  void values_bare_areTheirText() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).whenJson("Bool", "kms:MultiRegion", "true"))
        .with("kms:MultiRegion", "true")
        .isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).whenJson("StringEquals", "x:key", "1546257599.0"))
        .with("x:key", "1546257599.0")
        .isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).whenJson("StringEquals", "x:key", "[1e2, false]"))
        .with("x:key", "1e2")
        .isAllowed();
  }

  @Test
  @DisplayName("1.11: null and objects are refused as values")
  void values_nullOrObject_areRefused() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).whenJson("StringEquals", "x:key", "null"))
        .isRefused("null");
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).whenJson("StringEquals", "x:key", "{}"))
        .isRefused("object");
  }

  private static Ask withoutValues(String operator) {
    return decrypt().keyPolicy(allow("kms:*").to(ALICE).whenJson(operator, "kms:ViaService", "[]"));
  }

  @Test
  @DisplayName("1.11: [U] a plain operator over an empty list of values is open, key or no key")
  void values_none_areOpenUnderPlainOperators() {
    for (String operator : new String[] {"StringEquals", "StringNotEquals", "Null", "Bool"}) {
      withoutValues(operator).isIndeterminate();
      withoutValues(operator).with("kms:ViaService", "s3").isIndeterminate();
      withoutValues(operator).unknown("kms:ViaService").isIndeterminate();
    }
  }

  @Test
  @DisplayName(
      "1.11: over an empty list of values IfExists and set operators follow their definition")
  void values_none_followTheDefinitionElsewhere() {
    withoutValues("StringEqualsIfExists").isAllowed();
    withoutValues("StringEqualsIfExists").with("kms:ViaService", "s3").isImplicitlyDenied();
    withoutValues("StringNotEqualsIfExists").with("kms:ViaService", "s3").isAllowed();
    withoutValues("ForAllValues:StringEquals").isAllowed();
    withoutValues("ForAllValues:StringEquals").with("kms:ViaService", "s3").isImplicitlyDenied();
    withoutValues("ForAnyValue:StringNotEquals").with("kms:ViaService", "s3").isAllowed();
    withoutValues("ForAnyValue:StringEquals").isImplicitlyDenied();
  }

  @Test
  @DisplayName("1.12: quotas have no effect: a policy over its quota still decides")
  void size_overQuota_decides() {
    String many = "k".repeat(7000);
    decrypt().delegating().identity(allow("kms:Decrypt", "kms:" + many)).isAllowed();
    action("kms:Encrypt").by(CAROL).keyPolicy(allow("kms:" + many).to(ALICE)).isImplicitlyDenied();
  }
}
