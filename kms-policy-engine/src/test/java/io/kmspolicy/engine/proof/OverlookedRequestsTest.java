package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of callers whose layers are not policies of their own, and requests around a layer. */
class OverlookedRequestsTest {

  private static final String ACCOUNT = "111122223333";
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String DELEGATES =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String NAMES_ALICE =
      "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:user/alice'},"
          + "'Action':'kms:Decrypt','Resource':'*'}";
  private static final String DECRYPTS = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
  private static final String ENCRYPTS = DECRYPTS.replace("Decrypt", "Encrypt");

  private static NamedPolicy policy(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return new NamedPolicy("p", PolicyReader.forType(type).read(text));
  }

  private static PrincipalPolicies own(
      PolicyLayer identity, OrganizationLayer serviceControl, PolicyLayer endpoint) {
    return new PrincipalPolicies(
        identity, PolicyLayer.none(), PolicyLayer.none(), serviceControl, endpoint);
  }

  private static PrincipalPolicies own(String identity) {
    return own(
        PolicyLayer.of(policy(PolicyType.IDENTITY, identity)),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  private static KeyPolicies key(String... statements) {
    return new KeyPolicies(
        PolicyLayer.of(policy(PolicyType.KEY, statements)),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  private static PolicyState state(Map<Caller, PrincipalPolicies> callers, String... keyPolicy) {
    return new PolicyState(callers, Map.of(KEY, key(keyPolicy)));
  }

  private static Proof prove(PolicyState before, PolicyState after) {
    return PolicyProver.create().noNewAccess(before, after);
  }

  private static PrincipalPolicies behindEndpoint(String identity) {
    String encrypts = ENCRYPTS.replace("'Action'", "'Principal':'*','Action'");
    return own(
        PolicyLayer.of(policy(PolicyType.IDENTITY, identity)),
        OrganizationLayer.none(),
        PolicyLayer.of(policy(PolicyType.VPC_ENDPOINT, encrypts)));
  }

  @Test
  @DisplayName("4.2: a call around the VPC endpoint is not limited by the policy of the endpoint")
  void noNewAccess_endpoint_limitsCallsThroughItOnly() {
    PolicyState before = state(Map.of(ALICE, behindEndpoint(ENCRYPTS)), DELEGATES);
    PolicyState after = state(Map.of(ALICE, behindEndpoint(DECRYPTS)), DELEGATES);

    Proof proof = prove(before, after);

    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    assertThat(((Proof.Refuted) proof).witness().after().policies().vpcEndpoint())
        .isEqualTo(PolicyLayer.none());
    assertThat(prove(after, after)).isInstanceOf(Proof.Proven.class);
    assertThat(PolicyProver.create().whoCouldEver(after, "kms:Decrypt"))
        .anyMatch(one -> one.name().equals(ALICE.arn()) && one.witness().isPresent());
  }

  @Test
  @DisplayName("4.2: two snapshots differ in the calls around the VPC endpoint, too")
  void between_endpoint_limitsCallsThroughItOnly() {
    PolicySnapshot before =
        PolicySnapshot.builder()
            .principal(ALICE, behindEndpoint(ENCRYPTS))
            .key(KEY, key(DELEGATES))
            .build();
    PolicySnapshot after =
        PolicySnapshot.builder()
            .principal(ALICE, behindEndpoint(DECRYPTS))
            .key(KEY, key(DELEGATES))
            .build();

    assertThat(SnapshotDiff.between(before, after).gains())
        .extracting(AccessChange::action)
        .contains("kms:Decrypt");
  }

  @Test
  @DisplayName("Layers of callers that are not listed take part: a Deny of their account is gone")
  void noNewAccess_unlistedCallers_haveLayersOfTheirAccount() {
    OrganizationLayer denies =
        OrganizationLayer.of(
            new OrganizationLayer.Level(
                "root",
                List.of(
                    policy(
                        PolicyType.SERVICE_CONTROL,
                        "{'Effect':'Deny','Action':'kms:*','Resource':'*'}"))));
    PrincipalPolicies free = own(PolicyLayer.of(), OrganizationLayer.none(), PolicyLayer.none());
    PrincipalPolicies bound = own(PolicyLayer.of(), denies, PolicyLayer.none());
    PolicyState state = state(Map.of(), DELEGATES, NAMES_ALICE);
    PolicyState before = state.withUnlisted(Map.of(ACCOUNT, bound), free, free);
    PolicyState after = state.withUnlisted(Map.of(ACCOUNT, free), free, free);

    assertThat(prove(before, after)).isInstanceOf(Proof.Refuted.class);
    assertThat(prove(after, before)).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("Layers of callers that are not listed divide the keys that are not listed, too")
  void noNewAccess_unlistedCallers_divideOtherKeys() {
    String some = "{'Effect':'Deny','Action':'kms:*','Resource':'arn:aws:kms:*:*:key/mrk-*'}";
    String all = "{'Effect':'Allow','Action':'*','Resource':'*'}";
    PrincipalPolicies free = own(PolicyLayer.of(), OrganizationLayer.none(), PolicyLayer.none());
    PrincipalPolicies bound =
        own(
            PolicyLayer.of(),
            OrganizationLayer.of(
                new OrganizationLayer.Level(
                    "root", List.of(policy(PolicyType.SERVICE_CONTROL, all, some)))),
            PolicyLayer.none());
    PolicyState state =
        state(Map.of(), DELEGATES).withOtherKeys(Map.of(ACCOUNT, key(DELEGATES, NAMES_ALICE)));

    assertThat(
            prove(
                state.withUnlisted(Map.of(ACCOUNT, bound), free, free),
                state.withUnlisted(Map.of(ACCOUNT, free), free, free)))
        .isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("A caller that is listed no more has the known layers of the unlisted ones")
  void noNewAccess_listedNoMore_hasLayersOfTheUnlisted() {
    PrincipalPolicies free = own(PolicyLayer.of(), OrganizationLayer.none(), PolicyLayer.none());
    String denies = "{'Effect':'Deny','Action':'kms:*','Resource':'*'}";
    PolicyState before =
        state(Map.of(ALICE, own(denies)), DELEGATES, NAMES_ALICE)
            .withUnlisted(Map.of(), free, free);

    assertThat(prove(before, before.withCallers(Map.of()))).isInstanceOf(Proof.Refuted.class);
    PolicyState unknown = state(Map.of(), DELEGATES, NAMES_ALICE);
    assertThat(prove(state(Map.of(ALICE, own(denies)), DELEGATES, NAMES_ALICE), unknown))
        .as("a caller whose policies are not known any more does not exist any more")
        .isInstanceOf(Proof.Proven.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:*:${aws:PrincipalAccount}:alias/*",
        "arn:aws:kms:*:${aws:ResourceAccount}:alias/*",
        "arn:aws:kms:*:*:alias/${aws:PrincipalArn}",
        "arn:aws:kms:*:*:alias/${aws:PrincipalType}"
      })
  @DisplayName("The witness has the keys of the caller that variables of resource patterns read")
  void noNewAccess_notResourceWithVariable_isRefuted(String pattern) {
    String all = DECRYPTS.replace("'Resource':'*'", "'NotResource':'" + pattern + "'");
    PolicyState before = state(Map.of(ALICE, own(ENCRYPTS)), DELEGATES);

    assertThat(prove(before, state(Map.of(ALICE, own(all)), DELEGATES)))
        .isInstanceOf(Proof.Refuted.class);
  }

  private static Proof withConditions(String conditions) {
    String some = NAMES_ALICE.replace("'*'}", "'*','Condition':" + conditions + "}");
    return prove(state(Map.of(), DELEGATES), state(Map.of(), DELEGATES, some));
  }

  @Test
  @DisplayName("3.2: what needs entries of a map that differ in letter case only is indeterminate")
  void noNewAccess_entriesByCase_areUndecided() {
    String set =
        "{'ForAnyValue:StringEquals':{'kms:EncryptionContext:t':'a'},"
            + "'ForAnyValue:StringLike':{'kms:EncryptionContext:t':'b'}}";
    String plain =
        "{'StringEquals':{'kms:EncryptionContext:t':'a'},"
            + "'StringLike':{'kms:EncryptionContext:T':'b'}}";
    String never =
        "{'StringEquals':{'kms:EncryptionContext:t':'a'},"
            + "'StringLike':{'kms:EncryptionContext:t':'b'}}";

    assertThat(withConditions(set)).isInstanceOf(Proof.Indeterminate.class);
    assertThat(withConditions(set.replace("Context:t':'b", "Context:T':'b")))
        .isInstanceOf(Proof.Indeterminate.class);
    assertThat(withConditions(plain)).isInstanceOf(Proof.Indeterminate.class);
    assertThat(withConditions(never)).isInstanceOf(Proof.Proven.class);
    assertThat(withConditions(set.replace("kms:EncryptionContext:", "aws:PrincipalTag/")))
        .as("IAM compares the names of tags without letter case")
        .isInstanceOf(Proof.Proven.class);
  }

  private static String guarded(String action) {
    return ("{'Effect':'Allow','Action':'kms:*','Resource':'*'},{'Effect':'Deny','Action':'%s',"
            + "'Resource':'*','Condition':{'StringNotEquals':{'kms:CallerAccount':'111122223333'}}}")
        .formatted(action);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:ListKeys",
        "kms:ListAliases",
        "kms:ListRetirableGrants",
        "kms:GenerateRandom"
      })
  @DisplayName("5.10: AWS does not list kms:CallerAccount for actions without a key and context")
  void noNewAccess_actionWithoutCallerAccount_isNotTakenToHaveIt(String action) {
    PolicyState before = state(Map.of(ALICE, own(guarded(action))), DELEGATES);
    PolicyState after = state(Map.of(ALICE, own(guarded("kms:None"))), DELEGATES);

    Proof proof = prove(before, after);

    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    Witness witness = ((Proof.Refuted) proof).witness();
    assertThat(witness.after().request().action()).isEqualTo(action);
    assertThat(witness.after().request().context().get("kms:calleraccount"))
        .isEqualTo(ContextValue.absent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:CreateKey", "kms:DescribeCustomKeyStores", "kms:Decrypt"})
  @DisplayName("5.10: where AWS lists kms:CallerAccount, it is the account of the caller")
  void noNewAccess_actionWithCallerAccount_hasIt(String action) {
    PolicyState before = state(Map.of(ALICE, own(guarded(action))), DELEGATES);
    PolicyState after = state(Map.of(ALICE, own(guarded("kms:None"))), DELEGATES);

    assertThat(prove(before, after)).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("5.10: a claim that only a kms:CallerAccount of ListKeys refutes is indeterminate")
  void noNewAccess_callerAccountOfListKeys_refutesNothing() {
    String allows =
        "{'Effect':'Allow','Action':'kms:ListKeys','Resource':'*',"
            + "'Condition':{'StringEquals':{'kms:CallerAccount':'111122223333'}}}";

    assertThat(
            prove(
                state(Map.of(ALICE, own(ENCRYPTS)), DELEGATES),
                state(Map.of(ALICE, own(ENCRYPTS + "," + allows)), DELEGATES)))
        .isInstanceOf(Proof.Indeterminate.class);
  }
}
