package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changes of the policies of listed callers and keys, decided by the whole algorithm. */
class DirectoryProofTest {

  private static final String ACCOUNT = "111122223333";
  private static final Caller APP = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final Caller BOB = Caller.parse("arn:aws:iam::111122223333:user/bob");
  private static final String DELEGATES =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String DECRYPTS = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
  private static final String ENCRYPTS =
      "{'Effect':'Allow','Action':['kms:Decrypt','kms:Encrypt'],'Resource':'*'}";

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key("aws", "us-west-2", ACCOUNT, "key-" + number);
  }

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static PrincipalPolicies own(
      PolicyLayer boundary, PolicyLayer session, String... identity) {
    return new PrincipalPolicies(
        layer(PolicyType.IDENTITY, identity),
        boundary,
        session,
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  private static PrincipalPolicies own(String... identity) {
    return own(PolicyLayer.none(), PolicyLayer.none(), identity);
  }

  private static KeyPolicies keyPolicies(GrantLayer grants, String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
  }

  private static PolicyState state(Map<Caller, PrincipalPolicies> callers, KeyPolicies policies) {
    return new PolicyState(callers, Map.of(key(1), policies));
  }

  private static Grant grant(String... operations) {
    return new Grant(
        "1",
        "",
        key(1).arn(),
        new GrantPrincipal.Principal("arn:aws:iam::111122223333:role/App"),
        new GrantPrincipal.Nobody(),
        List.of(operations),
        GrantConstraints.none(),
        "arn:aws:iam::111122223333:root",
        "");
  }

  private static Proof prove(PolicyState before, PolicyState after) {
    return PolicyProver.create().noNewAccess(before, after);
  }

  private static Witness refuted(PolicyState before, PolicyState after) {
    Proof proof = prove(before, after);
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
    return ((Proof.Refuted) proof).witness();
  }

  @Test
  @DisplayName("An identity policy that allows more is refuted by its role, and less is proven")
  void noNewAccess_identityPolicy_isCompared() {
    PolicyState less = state(Map.of(APP, own(DECRYPTS)), keyPolicies(GrantLayer.none(), DELEGATES));
    PolicyState more = state(Map.of(APP, own(ENCRYPTS)), keyPolicies(GrantLayer.none(), DELEGATES));

    assertThat(prove(more, less)).isInstanceOf(Proof.Proven.class);
    Witness witness = refuted(less, more);
    assertThat(witness.after().request().action()).isEqualTo("kms:Encrypt");
    assertThat(witness.after().request().caller().arn()).contains(":assumed-role/App/");
  }

  @Test
  @DisplayName(
      "4.7: what a permissions boundary takes away is nothing new when identity policies grow")
  void noNewAccess_withinTheBoundary_isProven() {
    PolicyLayer boundary = layer(PolicyType.PERMISSIONS_BOUNDARY, DECRYPTS);
    PolicyState less =
        state(
            Map.of(APP, own(boundary, PolicyLayer.none(), DECRYPTS)),
            keyPolicies(GrantLayer.none(), DELEGATES));
    PolicyState more =
        state(
            Map.of(APP, own(boundary, PolicyLayer.none(), ENCRYPTS)),
            keyPolicies(GrantLayer.none(), DELEGATES));
    PolicyState free = state(Map.of(APP, own(ENCRYPTS)), keyPolicies(GrantLayer.none(), DELEGATES));

    assertThat(prove(less, more)).isInstanceOf(Proof.Proven.class);
    refuted(more, free);
  }

  @Test
  @DisplayName("4.8: a session policy limits a role that the key policy names")
  void noNewAccess_sessionPolicyDropped_isRefuted() {
    String names =
        "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:role/App'},"
            + "'Action':'kms:Encrypt','Resource':'*'}";
    PolicyLayer session = layer(PolicyType.SESSION, DECRYPTS);
    PolicyState limited =
        state(
            Map.of(APP, own(PolicyLayer.none(), session, DECRYPTS)),
            keyPolicies(GrantLayer.none(), names));
    PolicyState free = state(Map.of(APP, own(DECRYPTS)), keyPolicies(GrantLayer.none(), names));

    assertThat(prove(free, limited)).isInstanceOf(Proof.Proven.class);
    refuted(limited, free);
  }

  @Test
  @DisplayName("5.6: a grant that is added allows its operations")
  void noNewAccess_grantAdded_isRefuted() {
    PolicyState without = state(Map.of(APP, own()), keyPolicies(GrantLayer.none(), DELEGATES));
    PolicyState with =
        state(Map.of(APP, own()), keyPolicies(GrantLayer.of(grant("Decrypt")), DELEGATES));

    assertThat(prove(with, without)).isInstanceOf(Proof.Proven.class);
    assertThat(refuted(without, with).after().request().action()).isEqualTo("kms:Decrypt");
  }

  @Test
  @DisplayName("A role that only the new policies list is new")
  void noNewAccess_roleAdded_isRefuted() {
    PolicyState without = state(Map.of(BOB, own()), keyPolicies(GrantLayer.none(), DELEGATES));
    PolicyState with =
        state(Map.of(BOB, own(), APP, own(DECRYPTS)), keyPolicies(GrantLayer.none(), DELEGATES));

    assertThat(refuted(without, with).after().request().caller().arn()).contains("App");
  }

  @Test
  @DisplayName("Only pairs whose policies changed are compared: one role of many, on many keys")
  void noNewAccess_oneRoleOfMany_comparesOnlyThatRole() {
    Map<Caller, PrincipalPolicies> callers = new HashMap<>();
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    for (int i = 0; i < 30; i++) {
      callers.put(Caller.parse("arn:aws:iam::111122223333:role/r" + i), own(ENCRYPTS));
    }
    for (int i = 0; i < 100; i++) {
      keys.put(key(i), keyPolicies(GrantLayer.none(), DELEGATES));
    }
    PolicyState before = new PolicyState(callers, keys);
    callers.put(Caller.parse("arn:aws:iam::111122223333:role/r7"), own(DECRYPTS));

    Proof proof = prove(before, new PolicyState(callers, keys));

    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Proven.class);
    assertThat(proof.statistics().questions()).isLessThanOrEqualTo(100 * 2);
    assertThat(proof.statistics().diagrams()).isLessThanOrEqualTo(4);
  }
}
