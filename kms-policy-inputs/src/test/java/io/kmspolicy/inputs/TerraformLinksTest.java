package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.KEY;
import static io.kmspolicy.inputs.TerraformText.KEY_ID;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static io.kmspolicy.inputs.TerraformText.key;
import static io.kmspolicy.inputs.TerraformText.keyPolicy;
import static io.kmspolicy.inputs.TerraformText.policy;
import static io.kmspolicy.inputs.TerraformText.words;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What belongs to what in a plan or state: linked where the file says it, else unknown. */
class TerraformLinksTest {

  private static final String PRIMARY =
      "arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
  private static final String REPLICA = PRIMARY.replace("us-west-2", "us-east-1");

  private static TerraformText rolesWithPolicies(String... references) {
    return new TerraformText()
        .created("aws_iam_role.app[\"a\"]", "'name': 'a', 'path': '/'", "arn", "id")
        .created("aws_iam_role.app[\"b\"]", "'name': 'b', 'path': '/'", "arn", "id")
        .created("aws_iam_role_policy.p[\"a\"]", policy("Allow", "Decrypt"), "role")
        .created("aws_iam_role_policy.p[\"b\"]", policy("Allow", "Encrypt"), "role")
        .refers("aws_iam_role_policy.p", "role", references);
  }

  private static String a(InputState state) {
    return identity(state, "aws_iam_role.app[\"a\"]");
  }

  private static String b(InputState state) {
    return identity(state, "aws_iam_role.app[\"b\"]");
  }

  @Test
  @DisplayName("an index that the plan does not say is not taken from the referring instance")
  void index_ofAnotherValue_isUnknown() {
    InputState state =
        rolesWithPolicies("aws_iam_role.app", "each.value.role", "each.value").readPlan();

    assertThat(a(state)).isEqualTo("unknown");
    assertThat(b(state)).isEqualTo("unknown");
    assertThat(gaps(state)).anySatisfy(gap -> assertThat(gap).contains("`role` is known only"));
  }

  @Test
  @DisplayName("each.key is the index or a part of it: the policy may be of each instance")
  void index_withTheKeyOfTheInstance_isUnknown() {
    InputState state =
        rolesWithPolicies("aws_iam_role.app", "each.key")
            .existing("aws_iam_role.other", "other")
            .readPlan();

    assertThat(a(state)).isEqualTo("unknown");
    assertThat(b(state)).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_role.other")).isEqualTo("[]");
  }

  private static TerraformText oneRole(String address) {
    return new TerraformText()
        .created(address, "'name': 'a', 'path': '/'", "arn", "id")
        .existing("aws_iam_role.other", "other")
        .created("aws_iam_role_policy.p[\"a\"]", policy("Deny", "Decrypt"), "role");
  }

  @Test
  @DisplayName("each.key is the index of the only instance")
  void index_ofTheOnlyInstance_isFollowed() {
    InputState state =
        oneRole("aws_iam_role.app[\"a\"]")
            .refers("aws_iam_role_policy.p", "role", "aws_iam_role.app", "each.key")
            .readPlan();

    assertThat(a(state)).isEqualTo("[deny Decrypt]");
    assertThat(identity(state, "aws_iam_role.other")).isEqualTo("[]");
  }

  @Test
  @DisplayName("each.key is no index of a block without instances, so it is a part of a name")
  void key_besideAnOnlyResource_isUnknown() {
    InputState state =
        oneRole("aws_iam_role.app")
            .refers(
                "aws_iam_role_policy.p",
                "role",
                "aws_iam_role.app.id",
                "aws_iam_role.app",
                "each.key")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_role.other")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a constant index is this one, for all instances")
  void index_thatIsConstant_isFollowed() {
    InputState state =
        rolesWithPolicies(
                "aws_iam_role.app[\"a\"].id", "aws_iam_role.app[\"a\"]", "aws_iam_role.app")
            .readPlan();

    assertThat(a(state)).isEqualTo("[allow Decrypt, allow Encrypt]");
    assertThat(b(state)).isEqualTo("[]");
  }

  @Test
  @DisplayName("a constant index beside another one of the same block determines nothing")
  void index_thatMayBeAnother_isUnknown() {
    InputState state =
        rolesWithPolicies(
                "aws_iam_role.app[\"a\"].id",
                "aws_iam_role.app[\"a\"]",
                "aws_iam_role.app",
                "aws_iam_role.app",
                "each.key")
            .readPlan();

    assertThat(a(state)).isEqualTo("unknown");
    assertThat(b(state)).isEqualTo("unknown");
  }

  @Test
  @DisplayName("each.key determines nothing if the blocks have other instances")
  void index_ofOtherInstances_isUnknown() {
    InputState state =
        rolesWithPolicies("aws_iam_role.app", "each.key")
            .created("aws_iam_role.app[\"a-x\"]", "'name': 'a-x', 'path': '/'", "arn", "id")
            .readPlan();

    assertThat(a(state)).isEqualTo("unknown");
    assertThat(b(state)).isEqualTo("unknown");
  }

  @Test
  @DisplayName("the policy that is attached is the one of the constant index")
  void attachedPolicy_ofConstantIndex_isFollowed() {
    TerraformText text =
        new TerraformText()
            .existing("aws_iam_role.a", "a")
            .existing("aws_iam_role.b", "b")
            .created("aws_iam_policy.p[\"a\"]", policy("Allow", "Decrypt"), "arn")
            .created("aws_iam_policy.p[\"b\"]", policy("Deny", "Decrypt"), "arn")
            .created("aws_iam_role_policy_attachment.t[\"b\"]", "'role': 'b'", "policy_arn");

    InputState constant =
        text.refers(
                "aws_iam_role_policy_attachment.t",
                "policy_arn",
                "aws_iam_policy.p[\"a\"].arn",
                "aws_iam_policy.p[\"a\"]",
                "aws_iam_policy.p")
            .readPlan();

    assertThat(identity(constant, "aws_iam_role.b")).isEqualTo("[allow Decrypt]");
    assertThat(identity(constant, "aws_iam_role.a")).isEqualTo("[]");
  }

  @Test
  @DisplayName("an attribute that is no name of the resource is not the resource")
  void reference_toAnotherAttribute_isUnknown() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_role.a", "a")
            .created("aws_iam_role_policy.p", policy("Deny", "Decrypt"), "role")
            .refers(
                "aws_iam_role_policy.p",
                "role",
                "aws_iam_role.a.tags.owner",
                "aws_iam_role.a.tags",
                "aws_iam_role.a")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.a")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("an owner that is known only later may be one that exists")
  void owner_unknown_opensExistingRoles() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_role.app", "app")
            .created("aws_iam_role_policy.d", policy("Deny", "Decrypt"), "role")
            .refers("aws_iam_role_policy.d", "role", "terraform_data.pick.output")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  private static TerraformText group() {
    return new TerraformText()
        .existing("aws_iam_user.old", "old")
        .existing("aws_iam_user.other", "other")
        .planned("aws_iam_group.g", "'name': 'g'")
        .planned("aws_iam_group_policy.g", "'group': 'g', " + policy("Deny", "Decrypt"));
  }

  @Test
  @DisplayName("the known members of a group are members, and each other user may be one")
  void members_partlyUnknown_opensTheOthers() {
    InputState state =
        group()
            .planned("aws_iam_group_membership.m", "'group': 'g', 'users': ['old', null]")
            .changed("aws_iam_group_membership.m", "update", "'users': [false, true]")
            .readPlan();

    assertThat(identity(state, "aws_iam_user.old")).isEqualTo("[deny Decrypt]");
    assertThat(identity(state, "aws_iam_user.other")).isEqualTo("unknown");
  }

  @Test
  void member_unknown_opensExistingUsers() {
    InputState state =
        group().created("aws_iam_user_group_membership.m", "'groups': ['g']", "user").readPlan();

    assertThat(identity(state, "aws_iam_user.old")).isEqualTo("unknown");
  }

  @Test
  void attachment_toUnknownRoles_opensExistingRoles() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_role.app", "app")
            .created("aws_iam_policy_attachment.t", "'policy_arn': 'arn:x'", "roles")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("what belongs to a user, role or key outside of the file is named as left out")
  void owner_elsewhere_isLeftOut() {
    InputState state =
        group()
            .planned("aws_iam_role_policy.p", "'role': 'else', " + policy("Deny", "Decrypt"))
            .planned("aws_iam_user_policy.p", "'user': 'else', " + policy("Deny", "Decrypt"))
            .planned("aws_iam_user_group_membership.m", "'user': 'else', 'groups': ['g']")
            .planned("aws_iam_group_membership.m", "'users': ['else'], 'group': 'g'")
            .planned("aws_kms_key_policy.k", "'key_id': '" + KEY_ID + "', " + keyPolicy("Decrypt"))
            .planned("aws_kms_alias.a", "'name': 'alias/a', 'target_key_id': '" + KEY_ID + "'")
            .readPlan();

    assertThat(gaps(state))
        .hasSize(6)
        .anySatisfy(gap -> assertThat(gap).contains("`aws_kms_alias.a` is left out"))
        .anySatisfy(
            gap -> assertThat(gap).contains("`aws_iam_role_policy.p` is left out: the file"))
        .anySatisfy(
            gap -> assertThat(gap).contains("`aws_iam_user_policy.p` is left out: the file"))
        .anySatisfy(
            gap -> assertThat(gap).contains("`aws_iam_user_group_membership.m` is left out"))
        .anySatisfy(gap -> assertThat(gap).contains("`aws_iam_group_membership.m` is left out"))
        .anySatisfy(gap -> assertThat(gap).contains("`aws_kms_key_policy.k` is left out"));
  }

  @Test
  @DisplayName("a multi-Region id without a Region names no key: the policies are unknown")
  void multiRegionId_withoutRegion_isUnknown() {
    InputState state =
        new TerraformText()
            .key("aws_kms_key.p", PRIMARY, keyPolicy("Decrypt"))
            .key("aws_kms_replica_key.r", REPLICA, keyPolicy("Encrypt"))
            .planned(
                "aws_kms_key_policy.k",
                "'key_id': 'mrk-1234abcd12ab34cd56ef1234567890ab', " + keyPolicy("Sign"))
            .planned(
                "aws_kms_alias.a",
                "'name': 'alias/a', 'target_key_id': 'mrk-1234abcd12ab34cd56ef1234567890ab'")
            .planned(
                "aws_kms_grant.g",
                "'key_id': 'mrk-1234abcd12ab34cd56ef1234567890ab', 'operations': ['Decrypt'],"
                    + " 'grantee_principal': 'arn:aws:iam::111122223333:role/W'")
            .readState();

    for (String name : new String[] {"aws_kms_key.p", "aws_kms_replica_key.r"}) {
      assertThat(words(key(state, name).policy())).isEqualTo("unknown");
      assertThat(key(state, name).listedGrants()).isEmpty();
      assertThat(key(state, name).aliases()).isEmpty();
    }
    assertThat(gaps(state))
        .anySatisfy(gap -> assertThat(gap).contains("the grants of `aws_kms_key.p` are unknown"))
        .anySatisfy(gap -> assertThat(gap).contains("`aws_kms_alias.a` is left out"));
  }

  @Test
  @DisplayName("a multi-Region id with a Region, and an ARN, name one key")
  void multiRegionId_withRegion_isFollowed() {
    InputState state =
        new TerraformText()
            .key("aws_kms_key.p", PRIMARY, keyPolicy("Decrypt"))
            .key("aws_kms_replica_key.r", REPLICA, keyPolicy("Encrypt"))
            .planned("aws_kms_key_policy.p", "'key_id': '" + PRIMARY + "', " + keyPolicy("Sign"))
            .planned(
                "aws_kms_key_policy.r",
                "'region': 'us-east-1', 'key_id': 'mrk-1234abcd12ab34cd56ef1234567890ab', "
                    + keyPolicy("Verify"))
            .readState();

    assertThat(words(key(state, "aws_kms_key.p").policy())).isEqualTo("[allow Sign]");
    assertThat(words(key(state, "aws_kms_replica_key.r").policy())).isEqualTo("[allow Verify]");
  }

  /** A plan for a key and the resource of its policy, which both allow Sign before. */
  private static TerraformText changed(String inKey, String inPolicy) {
    String id = "'key_id': '" + KEY_ID + "', ";
    return new TerraformText()
        .prior("aws_kms_key.k", "'arn': '" + KEY + "', " + id + keyPolicy("Sign"))
        .prior("aws_kms_key_policy.p", id + keyPolicy("Sign"))
        .key("aws_kms_key.k", KEY, keyPolicy(inKey))
        .planned("aws_kms_key_policy.p", id + keyPolicy(inPolicy));
  }

  /** Terraform applies no change to the resource of the policy, so the key's own is set last. */
  @Test
  @DisplayName("a policy that the plan changes in the key, beside a resource for it, is unknown")
  void keyPolicy_changedInTheKey_isUnknown() {
    TerraformText both = changed("Decrypt", "Sign");
    TerraformText replaced = changed("Sign", "Verify");

    assertThat(words(key(both.readPlan(), "aws_kms_key.k").policy())).isEqualTo("unknown");
    assertThat(gaps(both.readPlan()))
        .anySatisfy(gap -> assertThat(gap).contains("the plan changes it in the key itself, too"));
    assertThat(words(key(replaced.readPlan(), "aws_kms_key.k").policy()))
        .isEqualTo("[allow Verify]");
  }

  @Test
  @DisplayName("a key that is known only later may be one that exists")
  void key_unknown_opensExistingKeys() {
    InputState state =
        new TerraformText()
            .key("aws_kms_key.k", KEY, keyPolicy("Decrypt"))
            .created("aws_kms_key_policy.p", keyPolicy("Sign"), "key_id")
            .created("aws_kms_grant.g", "'operations': ['Decrypt']", "key_id")
            .readPlan();

    assertThat(words(key(state, "aws_kms_key.k").policy())).isEqualTo("unknown");
    assertThat(gaps(state))
        .anySatisfy(gap -> assertThat(gap).contains("the grants of `aws_kms_key.k` are unknown"));
  }

  @Test
  @DisplayName("a name in another case may be the same, as IAM has no two such names")
  void owner_inAnotherCase_isUnknown() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_role.a", "App")
            .existing("aws_iam_role.b", "Apps")
            .planned("aws_iam_role_policy.p", "'role': 'app', " + policy("Deny", "Decrypt"))
            .readPlan();

    assertThat(identity(state, "aws_iam_role.a")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_role.b")).isEqualTo("[]");
  }

  @Test
  @DisplayName("of two roles with one name in two accounts, a policy by name may be of each")
  void owner_ofANameInTwoAccounts_isUnknown() {
    TerraformText file =
        new TerraformText()
            .existing("aws_iam_role.a", "App")
            .planned(
                "aws_iam_role.b",
                "'name': 'App', 'path': '/', 'arn': 'arn:aws:iam::444455556666:role/App'")
            .existing("aws_iam_role.c", "Other");
    InputState state =
        file.planned("aws_iam_role_policy.p", "'role': 'App', " + policy("Deny", "Decrypt"))
            .readState();

    assertThat(identity(state, "aws_iam_role.a")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_role.b")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_role.c")).isEqualTo("[]");
    assertThat(gaps(state))
        .anySatisfy(gap -> assertThat(gap).contains("the file has several of the name `App`"));
  }

  @Test
  @DisplayName("a policy that a plan removes by name may be of a role with the name elsewhere")
  void removedPolicy_ofANameInTwoAccounts_leavesBothUnknown() {
    String inline = ", 'inline_policy': [{'name': 'p', " + policy("Deny", "Decrypt") + "}]";
    String first = "'name': 'App', 'path': '/', 'arn': 'arn:aws:iam::111122223333:role/App'";
    InputState state =
        new TerraformText()
            .planned("aws_iam_role.a", first + inline)
            .prior("aws_iam_role.a", first + inline)
            .planned("aws_iam_role.b", first.replace("111122223333", "444455556666"))
            .prior("aws_iam_role.b", first.replace("111122223333", "444455556666"))
            .prior("aws_iam_role_policy.p", "'name': 'p', 'role': 'App'")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.a")).isEqualTo("unknown");
  }
}
