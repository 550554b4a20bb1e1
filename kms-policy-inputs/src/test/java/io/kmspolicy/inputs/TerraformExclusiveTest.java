package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.ACCOUNT;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static io.kmspolicy.inputs.TerraformText.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resources and arguments that remove what they do not list: a policy of which the file does not
 * say whether it stays is unknown, neither attached nor none.
 */
class TerraformExclusiveTest {

  private static final String APP =
      "'name': 'app', 'path': '/', 'arn': 'arn:aws:iam::" + ACCOUNT + ":role/app'";
  private static final String DENY_ARN = "arn:aws:iam::" + ACCOUNT + ":policy/deny";
  private static final String INLINE_DENY =
      "'inline_policy': [{'name': 'd', " + policy("Deny", "Decrypt") + "}]";

  private static TerraformText denyPolicy() {
    return new TerraformText()
        .planned(
            "aws_iam_policy.deny",
            "'name': 'deny', 'arn': '" + DENY_ARN + "', " + policy("Deny", "Decrypt"));
  }

  /** A role to which the policy is attached by a resource, and one by the state of the role. */
  private static TerraformText attachedToBoth() {
    return denyPolicy()
        .planned("aws_iam_role.app", APP + ", 'managed_policy_arns': ['" + DENY_ARN + "']")
        .prior("aws_iam_role.app", APP + ", 'managed_policy_arns': ['" + DENY_ARN + "']")
        .existing("aws_iam_role.other", "other");
  }

  @Test
  @DisplayName("an exclusive attachment detaches the policy from roles that it does not list")
  void attachment_exclusive_opensOthers() {
    InputState state =
        attachedToBoth()
            .planned(
                "aws_iam_policy_attachment.t",
                "'policy_arn': '" + DENY_ARN + "', 'roles': ['other']")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.other")).isEqualTo("[deny Decrypt]");
    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
    assertThat(gaps(state))
        .anySatisfy(
            gap ->
                assertThat(gap)
                    .contains("`aws_iam_policy_attachment.t` removes what it does not list"));
  }

  @Test
  @DisplayName("an exclusive attachment of another policy changes nothing")
  void attachment_ofAnotherPolicy_keepsPolicies() {
    InputState state =
        attachedToBoth()
            .planned(
                "aws_iam_policy_attachment.t",
                "'policy_arn': 'arn:aws:iam::aws:policy/SecurityAudit', 'roles': []")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("[deny Decrypt]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "['d', 'else']", "['else']"})
  @DisplayName("inline policies that are not those of an exclusive list are unknown")
  void inlinePolicies_otherThanListed_areUnknown(String names) {
    assertThat(identity(withInline(names), "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  void inlinePolicies_asListed_areKnown() {
    assertThat(identity(withInline("['d']"), "aws_iam_role.app")).isEqualTo("[deny Decrypt]");
  }

  private static InputState withInline(String names) {
    return new TerraformText()
        .planned("aws_iam_role.app", APP)
        .planned(
            "aws_iam_role_policy.d", "'name': 'd', 'role': 'app', " + policy("Deny", "Decrypt"))
        .planned(
            "aws_iam_role_policies_exclusive.e", "'role_name': 'app', 'policy_names': " + names)
        .readPlan();
  }

  @Test
  @DisplayName("an exclusive list of attachments that the file does not have is unknown")
  void attachments_otherThanListed_areUnknown() {
    InputState state =
        denyPolicy()
            .existing("aws_iam_user.u", "u")
            .existing("aws_iam_user.v", "v")
            .planned(
                "aws_iam_user_policy_attachments_exclusive.u",
                "'user_name': 'u', 'policy_arns': ['" + DENY_ARN + "']")
            .planned(
                "aws_iam_user_policy_attachment.v", "'user': 'v', 'policy_arn': '" + DENY_ARN + "'")
            .planned(
                "aws_iam_user_policy_attachments_exclusive.v",
                "'user_name': 'v', 'policy_arns': ['" + DENY_ARN + "']")
            .readPlan();

    assertThat(identity(state, "aws_iam_user.u")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_user.v")).isEqualTo("[deny Decrypt]");
  }

  @Test
  @DisplayName("an inline policy that moves from a resource of its own into the role is not lost")
  void inlinePolicy_movedIntoTheRole_isUnknown() {
    InputState state =
        new TerraformText()
            .planned("aws_iam_role.app", APP + ", " + INLINE_DENY)
            .prior("aws_iam_role.app", APP + ", 'inline_policy': []")
            .prior(
                "aws_iam_role_policy.d", "'name': 'd', 'role': 'app', " + policy("Deny", "Decrypt"))
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("an attachment that moves from a resource of its own into the role is not lost")
  void attachment_movedIntoTheRole_isUnknown() {
    String role = APP + ", 'managed_policy_arns': ['" + DENY_ARN + "']";
    InputState state =
        denyPolicy()
            .planned("aws_iam_role.app", role)
            .prior("aws_iam_role.app", role)
            .prior(
                "aws_iam_role_policy_attachment.t",
                "'role': 'app', 'policy_arn': '" + DENY_ARN + "'")
            .block(
                "aws_iam_role.app",
                "'expressions': {'managed_policy_arns': {'references': ['aws_iam_policy.deny.arn']}}")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a role with a list of its own removes what another resource gives it")
  void inlinePolicy_besideTheListOfTheRole_isUnknown() {
    InputState state =
        new TerraformText()
            .planned("aws_iam_role.app", APP + ", " + INLINE_DENY)
            .prior("aws_iam_role.app", APP)
            .planned("aws_iam_role_policy.a", "'name': 'a', 'role': 'app', " + policy("Allow", "*"))
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a policy in a dynamic block, which the configuration does not show, is not lost")
  void inlinePolicy_inDynamicBlock_isUnknown() {
    InputState state =
        new TerraformText()
            .planned(
                "aws_iam_role.app", "'name': 'app', 'path': '/', 'inline_policy': [{'name': 'd'}]")
            .changed(
                "aws_iam_role.app", "create", "'arn': true, 'inline_policy': [{'policy': true}]")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a policy is not attached any more if the plan removes its exclusive attachment")
  void attachment_removed_isGone() {
    InputState state =
        attachedToBoth()
            .prior(
                "aws_iam_policy_attachment.t", "'policy_arn': '" + DENY_ARN + "', 'roles': ['app']")
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("[]");
  }

  @Test
  @DisplayName("a list of all members of a group removes those that another resource adds")
  void members_exclusive_opensOthers() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_user.u", "u")
            .existing("aws_iam_user.v", "v")
            .planned("aws_iam_group.g", "'name': 'g'")
            .planned("aws_iam_group_policy.g", "'group': 'g', " + policy("Deny", "Decrypt"))
            .planned("aws_iam_user_group_membership.u", "'user': 'u', 'groups': ['g']")
            .planned("aws_iam_group_membership.g", "'group': 'g', 'users': ['v']")
            .readPlan();

    assertThat(identity(state, "aws_iam_user.u")).isEqualTo("unknown");
    assertThat(identity(state, "aws_iam_user.v")).isEqualTo("[deny Decrypt]");
  }
}
