package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.boundary;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyLayer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a filter or a page of get-account-authorization-details leaves out is unknown: a list that
 * the output always has, and this one lacks, is not empty.
 */
class AuthorizationDetailsTest {

  private static InputState role(String members) {
    return TerraformText.read(
        "{'RoleDetailList': [{'RoleName': 'App', 'Arn': 'arn:aws:iam::111122223333:role/App', %s}]}"
            .formatted(members)
            .replace('\'', '"'));
  }

  private static InputState user(String members) {
    return TerraformText.read(
        "{'UserDetailList': [{'UserName': 'ann', 'Arn': 'arn:aws:iam::111122223333:user/ann', %s}]}"
            .formatted(members)
            .replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'RolePolicyList': []",
        "'AttachedManagedPolicies': []",
        "'AttachedManagedPolicies': [], 'RolePolicyList': null",
        "'AttachedManagedPolicies': null, 'RolePolicyList': []",
        "'RolePolicyList': [{'PolicyName': 'd'}], 'AttachedManagedPolicies': []"
      })
  @DisplayName("a role without one of its lists, or a policy without its document, is unknown")
  void role_withoutAList_isUnknown(String members) {
    assertThat(identity(role(members), "App")).isEqualTo("unknown");
  }

  @Test
  void role_withEmptyLists_hasNoPolicies() {
    InputState state = role("'RolePolicyList': [], 'AttachedManagedPolicies': []");

    assertThat(identity(state, "App")).isEqualTo("[]");
    assertThat(boundary(state, "App")).isEqualTo("none");
  }

  @Test
  @DisplayName("a boundary without its ARN is unknown, not none")
  void boundary_withoutArn_isUnknown() {
    InputState state =
        role(
            "'RolePolicyList': [], 'AttachedManagedPolicies': [],"
                + " 'PermissionsBoundary': {'PermissionsBoundaryType': 'Policy'}");

    assertThat(boundary(state, "App")).isEqualTo("unknown");
  }

  @Test
  @DisplayName(
      "a user without a list of groups may be in any; one without inline policies has none")
  void user_withoutGroups_isUnknown() {
    assertThat(identity(user("'AttachedManagedPolicies': []"), "ann")).isEqualTo("unknown");
    assertThat(identity(user("'AttachedManagedPolicies': [], 'GroupList': []"), "ann"))
        .isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'IsTruncated': true", "'NextToken': 'abc'", "'Marker': 'abc'"})
  @DisplayName("a page says that other pages hold more")
  void page_isNamed(String more) {
    InputState state =
        TerraformText.read("{'RoleDetailList': [], %s}".formatted(more).replace('\'', '"'));

    assertThat(gaps(state))
        .anySatisfy(gap -> assertThat(gap).contains("the file is one page of several"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'AttachedManagedPolicies': [], 'GroupList': null",
        "'AttachedManagedPolicies': [], 'GroupList': {'member': ['Denied']}",
        "'AttachedManagedPolicies': [], 'GroupList': [], 'UserPolicyList': {'member': []}"
      })
  @DisplayName("what is no list says nothing")
  void user_withoutLists_isUnknown(String members) {
    assertThat(identity(user(members), "ann")).isEqualTo("unknown");
  }

  private static String group(String account, String effect) {
    return ("{'GroupName': 'G', 'Arn': 'arn:aws:iam::%s:group/G', 'AttachedManagedPolicies': [],"
            + " 'GroupPolicyList': [{'PolicyName': '%s', 'PolicyDocument': {'Statement':"
            + " {'Effect': '%s', 'Action': 'kms:*', 'Resource': '*'}}}]}")
        .formatted(account, effect, effect);
  }

  private static String member(String account) {
    return ("{'UserName': 'ann', 'Arn': 'arn:aws:iam::%s:user/ann', 'GroupList': ['G'],"
            + " 'AttachedManagedPolicies': []}")
        .formatted(account);
  }

  private static List<String> identities(List<String> users, List<String> groups) {
    String text =
        "{'UserDetailList': [%s], 'GroupDetailList': [%s]}"
            .formatted(String.join(", ", users), String.join(", ", groups))
            .replace('\'', '"');
    return TerraformText.read(text).principals().stream()
        .map(
            user ->
                user.identity() instanceof PolicyLayer.Attached attached
                    ? user.caller().accountId() + " " + attached.policies().get(0).name()
                    : "unknown")
        .toList();
  }

  @Test
  @DisplayName("users and groups of two accounts in one file are different ones")
  void joinedAccounts_haveTheirOwnPolicies() {
    assertThat(
            identities(
                List.of(member("111122223333"), member("444455556666")),
                List.of(group("444455556666", "Allow"), group("111122223333", "Deny"))))
        .containsExactly("111122223333 Deny", "444455556666 Allow");
  }

  @Test
  @DisplayName("what a file defines twice is unknown, because one of the two is older")
  void repeated_isUnknown() {
    String user = member("111122223333");
    String deny = group("111122223333", "Deny");

    assertThat(identities(List.of(user, user), List.of(deny))).containsExactly("unknown");
    assertThat(identities(List.of(user), List.of(deny, group("111122223333", "Allow"))))
        .containsExactly("unknown");
  }
}
