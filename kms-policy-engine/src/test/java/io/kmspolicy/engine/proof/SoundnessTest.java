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
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
  @DisplayName("A request without a key may lack aws:ResourceAccount")
  void noNewAccess_keylessAction_hasNoResourceAccount() {
    Caller bob = new Caller.IamUser("aws", ACCOUNT, "bob");
    KeyPolicies policies = key(OrganizationLayer.none(), DELEGATES);
    String guard =
        "{'Effect':'Deny','Action':'kms:ListKeys','Resource':'*',"
            + "'Condition':{'StringNotEquals':{'aws:ResourceAccount':'111122223333'}}}";

    Witness witness =
        refuted(
            state(Map.of(bob, own(ALLOWS, guard)), policies),
            state(Map.of(bob, own(ALLOWS)), policies));

    assertThat(witness.after().request().action()).isEqualTo("kms:ListKeys");
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
