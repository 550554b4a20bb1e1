package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a proof must not overlook: each change allows one of them only. */
class SoundnessTest {

  private static final String ACCOUNT = "111122223333";
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String DELEGATES =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String ALLOWS = "{'Effect':'Allow','Action':'kms:*','Resource':'*'}";
  private static final String DENIES = "{'Effect':'Deny','Action':'kms:*','Resource':'*'}";

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static PrincipalPolicies own(String... identity) {
    return new PrincipalPolicies(
        layer(PolicyType.IDENTITY, identity),
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  private static KeyPolicies key(OrganizationLayer resourceControl, String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements), GrantLayer.none(), resourceControl, KeyManager.CUSTOMER);
  }

  private static PolicyState state(Map<Caller, PrincipalPolicies> callers, KeyPolicies policies) {
    return new PolicyState(callers, Map.of(KEY, policies));
  }

  private static PolicyState keyPolicy(String... statements) {
    return state(Map.of(), key(OrganizationLayer.none(), statements));
  }

  private static Witness refuted(PolicyState before, PolicyState after) {
    return refuted(PolicyProver.create().noNewAccess(before, after));
  }

  private static Witness refuted(Proof proof) {
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
    return ((Proof.Refuted) proof).witness();
  }

  private static String allows(String principals, String condition) {
    return "{'Effect':'Allow','Principal':{"
        + principals
        + "},'Action':'kms:Decrypt','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  private static String names(String principal) {
    return "{'Effect':'Allow','Principal':{'AWS':'"
        + principal
        + "'},'Action':'kms:Decrypt','Resource':'*'}";
  }

  @Test
  @DisplayName("4.2: a named session of a service-linked role is not limited by an RCP")
  void noNewAccess_sessionOfServiceLinkedRole_isAClass() {
    OrganizationLayer denies = resourceControl("*");
    String session = names("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForBackup/backup");

    Witness witness =
        refuted(
            state(Map.of(), key(denies, DELEGATES)),
            state(Map.of(), key(denies, DELEGATES, session)));

    assertThat(witness.after().request().caller().arn()).endsWith("/backup");
  }

  @Test
  @DisplayName("A named session of a listed role has the policies of the role, also with a path")
  void noNewAccess_sessionOfListedRole_hasItsPolicies() {
    Caller role = new Caller.AnyRoleSession("aws", ACCOUNT, "App", new RolePath.Known("/ops/"));
    KeyPolicies policies =
        key(OrganizationLayer.none(), names("arn:aws:sts::111122223333:assumed-role/App/one"));

    Witness witness =
        refuted(state(Map.of(role, own(DENIES)), policies), state(Map.of(role, own()), policies));

    assertThat(witness.after().request().caller().arn()).endsWith("assumed-role/App/one");
  }

  @Test
  @DisplayName("4.12: a federated session has the policies of the listed user who made it")
  void noNewAccess_federatedSessionOfListedUser_isNotOverlooked() {
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    KeyPolicies policies = key(OrganizationLayer.none(), DELEGATES);
    String federated =
        "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
            + "'Condition':{'StringEquals':{'aws:PrincipalType':'FederatedUser'}}}";

    Proof proof =
        PolicyProver.create()
            .noNewAccess(
                state(Map.of(bob, own()), policies), state(Map.of(bob, own(federated)), policies));

    assertThat(proof).isNotInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("Services are divided by patterns of aws:PrincipalServiceName")
  void noNewAccess_patternsOfServiceNames_divideServices() {
    String everybody = "{'Effect':'Allow','Principal':'*','Action':'kms:Decrypt','Resource':'*'%s}";
    String names =
        ",'Condition':{'StringLike':{'aws:PrincipalServiceName':'delivery.*'},"
            + "'StringNotLike':{'aws:PrincipalServiceName':['*.amazonaws.com','*[*]']}}";

    Witness witness =
        refuted(keyPolicy(DELEGATES), keyPolicy(DELEGATES, everybody.formatted(names)));

    assertThat(witness.after().request().caller().arn()).startsWith("delivery.");
  }

  @Test
  @DisplayName("6.11: every request has aws:ResourceAccount; without a key, its value is open")
  void noNewAccess_keylessAction_hasSomeResourceAccount() {
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    KeyPolicies policies = key(OrganizationLayer.none(), DELEGATES);
    String guard =
        "{'Effect':'Deny','Action':'kms:ListKeys','Resource':'*',"
            + "'Condition':{'StringNotEquals':{'aws:ResourceAccount':'111122223333'}}}";

    String ifExists = guard.replace("NotEquals", "NotEqualsIfExists");
    PolicyState guarded = state(Map.of(bob, own(ALLOWS, guard)), policies);

    assertThat(
            PolicyProver.create()
                .noNewAccess(guarded, state(Map.of(bob, own(ALLOWS, ifExists)), policies)))
        .isInstanceOf(Proof.Proven.class);
    assertThat(
            PolicyProver.create().noNewAccess(guarded, state(Map.of(bob, own(ALLOWS)), policies)))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("A caller who does not match the pattern of the question refutes nothing")
  void notGranted_callerOutsideOfThePattern_isNoWitness() {
    PolicyState open =
        keyPolicy(DELEGATES, allows("'AWS':'*'", "'Null':{'kms:ViaService':'true'}"));
    RequestFilter others =
        RequestFilter.all()
            .actions(List.of("kms:Decrypt"))
            .principal("arn:aws:iam::9*:role/deploy-*");

    Proof proof = PolicyProver.create().notGranted(open, others);

    assertThat(proof).isNotInstanceOf(Proof.Proven.class);
    if (proof instanceof Proof.Refuted refuted) {
      assertThat(refuted.witness().after().request().caller().arn()).contains("::9");
    }
  }

  @Test
  @DisplayName("2.15: a pattern of six parts is compared part by part, any other one as one glob")
  void notGranted_patternOfSixParts_isComparedByParts() {
    String others =
        "{'Effect':'Allow','Principal':'*','Action':'kms:Decrypt','Resource':'*','Condition':"
            + "{'ArnNotLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/ops-*'}}}";
    RequestFilter decrypt = RequestFilter.all().actions(List.of("kms:Decrypt"));

    assertThat(
            PolicyProver.create()
                .notGranted(keyPolicy(others), decrypt.principal("arn:aws:iam::*:role/ops-*")))
        .isInstanceOf(Proof.Proven.class);
    Witness witness =
        refuted(
            PolicyProver.create().notGranted(keyPolicy(others), decrypt.principal("*:role/ops-*")));
    assertThat(witness.after().request().caller().toString()).contains(":role/");
  }

  @Test
  @DisplayName("4.11: a name of another account does not change whom a NotPrincipal list spares")
  void noNewAccess_notPrincipalOfAnotherAccount_isProven() {
    String spares =
        "{'Effect':'Deny','NotPrincipal':{'AWS':[%s]},'Action':'kms:Decrypt','Resource':'*'}";
    String app = "'arn:aws:iam::111122223333:role/App'";
    String foreign = app + ",'arn:aws:iam::444455556666:role/Ops'";

    Proof proof =
        PolicyProver.create()
            .noNewAccess(
                keyPolicy(DELEGATES, spares.formatted(foreign)),
                keyPolicy(DELEGATES, spares.formatted(app)));

    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("1.7: whether {\"AWS\": \"*\"} includes services is the same in Allow and Deny")
  void noNewAccess_everyAwsPrincipal_isOneQuestion() {
    String all = "'Principal':{'AWS':'*'},'Action':'kms:Decrypt','Resource':'*'}";

    Proof proof =
        PolicyProver.create()
            .noNewAccess(
                keyPolicy(DELEGATES),
                keyPolicy(DELEGATES, "{'Effect':'Allow'," + all, "{'Effect':'Deny'," + all));

    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("A wider identity policy is refuted on a key that the directory does not list")
  void noNewAccess_otherKeys_areCompared() {
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    KeyPolicies listed = key(OrganizationLayer.none(), DELEGATES);
    Map<String, KeyPolicies> others = Map.of(ACCOUNT, other(OrganizationLayer.none()));
    String one = ALLOWS.replace("'*'}", "'" + KEY.arn() + "'}");
    PolicyState before = state(Map.of(bob, own(one)), listed);
    PolicyState after = state(Map.of(bob, own(ALLOWS.replace("kms:*", "kms:Decrypt"))), listed);

    assertThat(PolicyProver.create().noNewAccess(before, after)).isInstanceOf(Proof.Proven.class);
    Witness witness = refuted(before.withOtherKeys(others), after.withOtherKeys(others));
    assertThat(witness.after().request().resource().arn())
        .startsWith("arn:aws:kms:")
        .contains(":" + ACCOUNT + ":key/")
        .isNotEqualTo(KEY.arn());
  }

  @Test
  @DisplayName("An RCP that is dropped is refuted on a key that the directory does not list")
  void noNewAccess_droppedResourceControl_isRefutedOnOtherKeys() {
    OrganizationLayer denies =
        resourceControl(
            "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321");
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    PolicyState state = state(Map.of(bob, own(ALLOWS)), key(OrganizationLayer.none(), DELEGATES));

    Witness witness =
        refuted(
            state.withOtherKeys(Map.of(ACCOUNT, other(denies))),
            state.withOtherKeys(Map.of(ACCOUNT, other(OrganizationLayer.none()))));

    assertThat(witness.after().request().resource().arn()).contains("key/0987dcba-");
  }

  private static PolicyState directory(OrganizationLayer resourceControl, String... identity) {
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    return state(Map.of(bob, own(identity)), key(OrganizationLayer.none(), DELEGATES))
        .withOtherKeys(Map.of(ACCOUNT, other(resourceControl)));
  }

  private static String on(String statement, String key) {
    return statement.replace("'Resource':'*'", "'Resource':'arn:aws:kms:*:*:" + key + "'");
  }

  @Test
  @DisplayName("Keys that are not listed are divided by the policies before and after")
  void noNewAccess_patternOnOneSide_dividesOtherKeys() {
    OrganizationLayer none = OrganizationLayer.none();
    OrganizationLayer denies = resourceControl("*");
    OrganizationLayer spares =
        OrganizationLayer.of(
            new OrganizationLayer.Level(
                "root",
                List.of(
                    new NamedPolicy(
                        "rcp",
                        PolicyReader.forType(PolicyType.RESOURCE_CONTROL)
                            .read(
                                ("{'Version':'2012-10-17','Statement':{'Effect':'Deny',"
                                        + "'Principal':'*','Action':'kms:*',"
                                        + "'NotResource':'arn:aws:kms:*:*:key/99*'}}")
                                    .replace('\'', '"'))))));

    List<Witness> witnesses =
        List.of(
            refuted(directory(none, ALLOWS, on(DENIES, "key/99*")), directory(none, ALLOWS)),
            refuted(directory(none), directory(none, on(ALLOWS, "key/99*"))),
            refuted(directory(denies, ALLOWS), directory(spares, ALLOWS)));

    assertThat(witnesses)
        .allSatisfy(one -> assertThat(one.after().request().resource().arn()).contains(":key/99"));
  }

  @Test
  @DisplayName("Keys that are not listed and cannot be divided leave a proof open")
  void noNewAccess_otherKeysWithoutClasses_isUndecided() {
    OrganizationLayer none = OrganizationLayer.none();
    String typed = on(ALLOWS, "alias/${aws:PrincipalType}");

    assertThat(proof(directory(none), directory(none, typed)))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  private static Proof proof(PolicyState before, PolicyState after) {
    return PolicyProver.create().noNewAccess(before, after);
  }

  @Test
  @DisplayName("Other sessions of a role are a class beside one of its sessions that is named")
  void noNewAccess_otherSessionOfARole_isNotOverlooked() {
    String named =
        "{'Effect':'Deny','Principal':{'AWS':'arn:aws:sts::111122223333:assumed-role/App/one'},"
            + "'Action':'kms:*','Resource':'*'}";
    String others =
        DELEGATES.replace(
            "'Resource':'*'",
            "'Resource':'*','Condition':{'ArnNotEquals':{'aws:PrincipalArn':"
                + "'arn:aws:iam::111122223333:role/App'}}");

    Witness witness = refuted(keyPolicy(named, others), keyPolicy(named, DELEGATES));

    assertThat(witness.after().request().caller().arn())
        .contains("assumed-role/App/")
        .doesNotEndWith("/one");
  }

  private static String session(String condition) {
    return allows("'AWS':'arn:aws:sts::111122223333:assumed-role/App/one'", condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/ops/*'}",
        "'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/a/b/App'}",
        "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/*/?/App'}",
        "'StringNotLike':{'aws:PrincipalArn':['*/*/*/App','arn:aws:iam::111122223333:role/App']}",
        "'StringEquals':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/App'}"
      })
  @DisplayName("1.7: a session that is named is one of a role with any path that a pattern matches")
  void noNewAccess_pathOfTheRoleOfASession_isDivided(String condition) {
    Witness witness = refuted(keyPolicy(DELEGATES), keyPolicy(DELEGATES, session(condition)));

    assertThat(witness.after().request().caller().arn()).endsWith("assumed-role/App/one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Null':{'aws:PrincipalArn':'true'}",
        "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::444455556666:*'}",
        "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/ops/*x'}",
        "'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/ops/Other'}",
        "'StringNotLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role*/App'}"
      })
  @DisplayName("1.7: a session that is named is of no role whose ARN a pattern leaves out")
  void noNewAccess_noRoleOfASession_isProven(String condition) {
    assertThat(proof(keyPolicy(DELEGATES), keyPolicy(DELEGATES, session(condition))))
        .isInstanceOf(Proof.Proven.class);
  }

  private static final String PAIR_NAMES =
      "'ForAnyValue:StringLike':{'kms:EncryptionContextKeys':['Stage*','a','b','tenant*']},"
          + "'Null':{'kms:EncryptionContext:tenant':'%s','kms:EncryptionContext:Stage':'false'},"
          + "'ForAllValues:%s':{'kms:EncryptionContextKeys':['tenant','Tenant','c','d']}";

  @Test
  @DisplayName("5.16: a pair is listed in a spelling that no policy names")
  void noNewAccess_otherSpellingOfAPair_isNotOverlooked() {
    String app = "'AWS':'arn:aws:iam::111122223333:role/App'";

    Witness witness =
        refuted(
            keyPolicy(DELEGATES),
            keyPolicy(DELEGATES, allows(app, PAIR_NAMES.formatted("false", "StringNotEquals"))));

    ContextValue names = witness.after().request().context().get("kms:encryptioncontextkeys");
    assertThat(((ContextValue.Present) names).values())
        .anyMatch("tenant"::equalsIgnoreCase)
        .doesNotContain("tenant", "Tenant");
  }

  @Test
  @DisplayName("5.16: a pair is listed in some spelling, and an absent one in none")
  void noNewAccess_listedPairs_areThoseThatAreThere() {
    String app = "'AWS':'arn:aws:iam::111122223333:role/App'";
    String listed = PAIR_NAMES.formatted("false", "StringNotEqualsIgnoreCase");
    String absent =
        PAIR_NAMES
            .formatted("true", "StringEquals")
            .replace("['Stage*','a','b','tenant*']", "'tEnAnT'");

    for (String condition : List.of(listed, absent)) {
      assertThat(proof(keyPolicy(DELEGATES), keyPolicy(DELEGATES, allows(app, condition))))
          .as(condition)
          .isInstanceOf(Proof.Proven.class);
    }
  }

  private static PolicyState listed(String operator, String values) {
    String test = "'" + operator + "':{'kms:EncryptionContextKeys':[" + values + "]}";
    return keyPolicy(allows("'AWS':'arn:aws:iam::111122223333:role/App'", test));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ForAnyValue:StringEqualsIfExists", "ForAnyValue:StringLikeIfExists"})
  @DisplayName("3.3: what a set operator makes of an absent key is one question for all values")
  void noNewAccess_fewerValuesBesideAnAbsentKey_isProven(String operator) {
    assertThat(proof(listed(operator, "'y','z'"), listed(operator, "'z','z'")))
        .isInstanceOf(Proof.Proven.class);
    refuted(listed(operator, "'z'"), listed(operator, "'y','z'"));
  }

  @Test
  @DisplayName("3.3: what two operators make of an absent key are two questions")
  void noNewAccess_otherOperatorBesideAnAbsentKey_isUndecided() {
    assertThat(
            proof(
                listed("ForAnyValue:StringEqualsIfExists", "'y'"),
                listed("ForAnyValue:StringLikeIfExists", "'y'")))
        .isInstanceOf(Proof.Indeterminate.class);
    assertThat(
            proof(
                listed("ForAllValues:StringNotLike", "'y'"),
                listed("ForAllValues:StringNotLikeIfExists", "'y'")))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("3.9: tests of the same values in another order are one question")
  void noNewAccess_otherOrderOfValues_isProven() {
    assertThat(proof(listed("StringEquals", "'y','z','y'"), listed("StringEquals", "'z','y'")))
        .isInstanceOf(Proof.Proven.class);
  }

  private static KeyPolicies other(OrganizationLayer resourceControl) {
    return new KeyPolicies(
        PolicyLayer.unknown(), GrantLayer.none(), resourceControl, KeyManager.CUSTOMER);
  }

  private static OrganizationLayer resourceControl(String resource) {
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'Deny','Principal':'*','Action':'kms:*',"
            + "'Resource':'"
            + resource
            + "'}}";
    return OrganizationLayer.of(
        new OrganizationLayer.Level(
            "root",
            List.of(
                new NamedPolicy(
                    "rcp",
                    PolicyReader.forType(PolicyType.RESOURCE_CONTROL)
                        .read(text.replace('\'', '"'))))));
  }
}
