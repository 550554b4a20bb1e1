package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.boundary;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static org.assertj.core.api.Assertions.assertThat;

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
}
