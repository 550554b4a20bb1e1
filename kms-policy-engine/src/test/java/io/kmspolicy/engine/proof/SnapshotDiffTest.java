package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.AccessCondition;
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
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gains and who loses what between two snapshots. */
class SnapshotDiffTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final Caller APP = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final KmsResource OTHER =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321");
  private static final KmsResource ALIAS =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/app");
  private static final KmsResource ANY = new KmsResource.Any();
  private static final KeyPolicies DELEGATING =
      key("{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}");
  private static final String TENANT_A =
      ",'Condition':{'StringEquals':{'kms:EncryptionContext:tenant':'a'}}";
  private static final String TENANT_B = TENANT_A.replace(":'a'", ":'b'");

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static KeyPolicies key(String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  private static String allow(String action, String condition) {
    return "{'Effect':'Allow','Action':'%s','Resource':'*'%s}".formatted(action, condition);
  }

  private static PrincipalPolicies own(OrganizationLayer serviceControl, String... statements) {
    return new PrincipalPolicies(
        layer(PolicyType.IDENTITY, statements),
        PolicyLayer.none(),
        PolicyLayer.none(),
        serviceControl,
        PolicyLayer.none());
  }

  private static PrincipalPolicies own(String... statements) {
    return own(OrganizationLayer.none(), statements);
  }

  private static PolicySnapshot snapshot(PrincipalPolicies alice) {
    KeyPolicies none =
        new KeyPolicies(
            PolicyLayer.none(), GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);
    return PolicySnapshot.builder()
        .principal(ALICE, alice)
        .principal(APP, own(allow("kms:Decrypt", "")))
        .key(KEY, DELEGATING)
        .key(OTHER, key())
        .key(ALIAS, none)
        .key(ANY, none)
        .build();
  }

  @Test
  @DisplayName("Equal policies are unchanged, and nothing is compared")
  void between_equalPolicies_isUnchanged() {
    SnapshotDiff diff =
        SnapshotDiff.between(
            snapshot(own(allow("kms:Decrypt", ""))), snapshot(own(allow("kms:Decrypt", ""))));
    assertThat(diff.isUnchanged()).isTrue();
    assertThat(diff.pairs()).isZero();
  }

  @Test
  @DisplayName("A new permission is a gain on the keys that it reaches, and back it is a loss")
  void between_newPermission_isAGain() {
    PolicySnapshot before = snapshot(own(allow("kms:Decrypt", "")));
    PolicySnapshot after = snapshot(own(allow("kms:Decrypt", ""), allow("kms:Encrypt", TENANT_A)));

    SnapshotDiff diff = SnapshotDiff.between(before, after);

    assertThat(diff.changes()).hasSize(1);
    assertThat(diff.gains())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.caller()).isEqualTo(ALICE);
              assertThat(change.resource()).isEqualTo(KEY);
              assertThat(change.action()).isEqualTo("kms:Encrypt");
              assertThat(change.before()).isEqualTo(new AccessCondition.Never());
              assertThat(change.after()).isInstanceOf(AccessCondition.Under.class);
              assertThat(change.text()).startsWith("gained: ").contains("before never; after if ");
            });
    assertThat(diff.losses()).isEmpty();
    assertThat(diff.indeterminate()).isEmpty();
    SnapshotDiff back = SnapshotDiff.between(after, before);
    assertThat(back.gains()).isEmpty();
    assertThat(back.losses()).hasSize(1);
    assertThat(back.losses().get(0).text()).startsWith("lost: ");
  }

  @Test
  @DisplayName("Another condition gains some requests and loses others")
  void between_otherCondition_isGainAndLoss() {
    SnapshotDiff diff =
        SnapshotDiff.between(
            snapshot(own(allow("kms:Encrypt", TENANT_A))),
            snapshot(own(allow("kms:Encrypt", TENANT_B))));
    assertThat(diff.gains()).hasSize(1).isEqualTo(diff.losses());
    assertThat(diff.gains().get(0).text()).startsWith("changed: ");
  }

  @Test
  @DisplayName("The same permission in other words is no change")
  void between_otherWords_isProvenUnchanged() {
    SnapshotDiff diff =
        SnapshotDiff.between(
            snapshot(own(allow("kms:Encrypt", TENANT_A), allow("kms:Encrypt", TENANT_B))),
            snapshot(own(allow("kms:Encrypt", TENANT_A.replace("'a'", "['b','a']")))));
    assertThat(diff.pairs()).isPositive();
    assertThat(diff.isUnchanged()).as("%s", diff).isTrue();
  }

  @Test
  @DisplayName("6.8: what depends on an unknown layer is indeterminate and listed")
  void between_unknownLayer_isUndecided() {
    SnapshotDiff diff =
        SnapshotDiff.between(
            snapshot(own(OrganizationLayer.unknown(), allow("kms:Encrypt", ""))),
            snapshot(own(OrganizationLayer.none(), allow("kms:Encrypt", ""))));
    assertThat(diff.indeterminate())
        .extracting(AccessChange::action)
        .containsExactly("kms:Encrypt");
    assertThat(diff.gains()).isEmpty();
    assertThat(diff.losses()).isEmpty();
    assertThat(diff.isUnchanged()).isFalse();
    assertThat(diff.indeterminate().get(0).text())
        .startsWith("indeterminate: arn:aws:iam::111122223333:user/alice kms:Encrypt on ");
    SnapshotDiff permission =
        SnapshotDiff.between(
            snapshot(own(OrganizationLayer.unknown())),
            snapshot(own(OrganizationLayer.unknown(), allow("kms:Encrypt", ""))));
    assertThat(permission.indeterminate()).hasSize(1);
    assertThat(permission.indeterminate().get(0).losses()).isEqualTo(MatchResult.NO_MATCH);
  }

  @Test
  @DisplayName("A caller or key of one snapshot only exists only there")
  void between_newCallerAndKey_areGains() {
    PolicySnapshot after = snapshot(own(allow("kms:Decrypt", "")));
    PolicySnapshot withoutKey =
        PolicySnapshot.builder()
            .principal(ALICE, own(allow("kms:Decrypt", "")))
            .principal(APP, own(allow("kms:Decrypt", "")))
            .build();
    PolicySnapshot withoutCaller =
        PolicySnapshot.builder()
            .principal(APP, own(allow("kms:Decrypt", "")))
            .key(KEY, DELEGATING)
            .key(OTHER, key())
            .build();
    assertThat(SnapshotDiff.between(withoutKey, after).gains())
        .extracting(AccessChange::caller)
        .containsExactlyInAnyOrder(ALICE, APP);
    assertThat(SnapshotDiff.between(withoutCaller, after).gains())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.caller()).isEqualTo(ALICE);
              assertThat(change.resource()).isEqualTo(KEY);
            });
  }

  @Test
  @DisplayName("5.10, 5.11: actions without a key and on aliases are compared once")
  void between_keylessAndAlias_areCompared() {
    SnapshotDiff diff =
        SnapshotDiff.between(
            snapshot(own(allow("kms:Decrypt", ""))),
            snapshot(
                own(
                    allow("kms:Decrypt", ""),
                    allow("kms:ListKeys", ""),
                    allow("kms:CreateAlias", ""))));
    assertThat(diff.gains())
        .extracting(change -> change.action() + " " + change.resource().arn())
        .containsExactlyInAnyOrder(
            "kms:ListKeys *", "kms:CreateAlias " + KEY.arn(), "kms:CreateAlias " + ALIAS.arn());
    assertThat(diff.indeterminate()).isEmpty();
  }

  @Test
  @DisplayName("What is open for one action is not open for another one")
  void between_openTestOfOneAction_leavesTheOthersDecided() {
    String open =
        ",'Condition':{'StringEqualsIgnoreCase':{'aws:SourceVpce':'${aws:PrincipalTag/team}'}}";
    List<String> actions = List.of("kms:Decrypt", "kms:Encrypt");

    for (String action : actions) {
      String other = actions.get(1 - actions.indexOf(action));
      PolicySnapshot before = snapshot(own(allow(other, "")));
      PolicySnapshot after = snapshot(own(allow(action, open), allow(other, TENANT_A)));

      SnapshotDiff diff = SnapshotDiff.between(before, after);

      assertThat(diff.indeterminate()).extracting(AccessChange::action).containsExactly(action);
      assertThat(diff.losses()).extracting(AccessChange::action).containsExactly(other);
    }
  }

  @Test
  @DisplayName("Only the callers, resources and actions of the question are compared")
  void between_someOfThem_comparesNoOthers() {
    PolicySnapshot before = snapshot(own());
    PolicySnapshot after = snapshot(own(allow("kms:*", "")));
    SnapshotDiff diff =
        SnapshotDiff.between(before, after, Set.of(ALICE), Set.of(KEY), List.of("kms:*crypt"));
    assertThat(diff.gains())
        .extracting(AccessChange::action)
        .containsExactlyInAnyOrder("kms:Decrypt", "kms:Encrypt");
    assertThat(
            SnapshotDiff.between(before, after, Set.of(APP), Set.of(KEY), List.of()).isUnchanged())
        .isTrue();
  }

  @Test
  @DisplayName("Callers and keys that neither snapshot lists have unknown policies when named")
  void between_unlisted_isUndecided() {
    Caller bob = Caller.parse("arn:aws:iam::111122223333:user/bob");
    Caller service = Caller.parse("logs.amazonaws.com");
    KmsResource unlisted = KmsResource.parse(KEY.arn().replace("1234abcd-", "9999abcd-"));
    String allowsBob =
        "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'kms:Decrypt','Resource':'*'}"
            .formatted(bob.arn());
    PolicySnapshot before = snapshot(own());
    PolicySnapshot named = before.toBuilder().key(OTHER, key(allowsBob)).build();

    assertThat(
            SnapshotDiff.between(before, named, Set.of(bob, service), Set.of(OTHER), List.of())
                .indeterminate())
        .extracting(AccessChange::caller)
        .contains(bob);
    assertThat(
            SnapshotDiff.between(
                    before,
                    snapshot(own(allow("kms:Decrypt", ""))),
                    Set.of(ALICE),
                    Set.of(unlisted),
                    List.of())
                .indeterminate())
        .extracting(AccessChange::action)
        .containsExactly("kms:Decrypt");
    assertThat(
            SnapshotDiff.between(before, named, Set.of(service), Set.of(ANY, KEY), List.of())
                .isUnchanged())
        .isTrue();
  }
}
