package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Resources of Cloud Control and stacks may attach policies in a form that is not read. What they
 * may attach is not known, never nothing.
 */
final class TerraformIndirectTest {

  private static final String ROLE = "aws_iam_role.app";
  private static final String USER = "aws_iam_user.eve";

  private static TerraformText file() {
    return new TerraformText().existing(ROLE, "App").existing(USER, "eve");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "awscc_iam_role_policy | 'role_name': 'App' | unknown | []",
        "awscc_iam_role_policy | 'role_name': 'Application' | [] | []",
        "awscc_iam_user_policy | 'user_name': 'EVE' | [] | unknown",
        "awscc_iam_managed_policy | 'roles': ['App'], 'users': [] | unknown | []",
        "awscc_iam_managed_policy | 'groups': ['ops'] | [] | unknown",
        "awscc_iam_group_policy | 'group_name': 'ops' | [] | unknown",
        "awscc_kms_key | 'key_policy': '{}' | [] | []",
        "awscc_s3_bucket | 'bucket_name': 'App' | [] | []",
        "aws_cloudcontrolapi_resource | 'type_name': 'AWS::IAM::RolePolicy', 'desired_state':"
            + " '{\\\"RoleName\\\": \\\"App\\\"}' | unknown | []",
        "aws_cloudcontrolapi_resource | 'type_name': 'AWS::S3::Bucket', 'desired_state':"
            + " '{\\\"BucketName\\\": \\\"App\\\"}' | [] | []",
        "aws_cloudformation_stack | 'parameters': {'Role': 'arn:aws:iam::111122223333:role/App'}"
            + " | unknown | []",
        "aws_cloudformation_stack | 'parameters': {'Role': 'Other'} | [] | []",
      })
  void read_resourceOfAnotherForm_leavesOpenWhatItMayName(
      String type, String values, String role, String user) {
    InputState state = file().planned(type + ".x", values).readState();

    assertThat(identity(state, ROLE)).isEqualTo(role);
    assertThat(identity(state, USER)).isEqualTo(user);
    assertThat(gaps(state))
        .hasSize(
            (type.equals("awscc_s3_bucket") || values.contains("S3") ? 0 : 1)
                + (role.equals("unknown") || user.equals("unknown") ? 1 : 0));
  }

  @Test
  void read_ownerThatIsKnownAfterApply_mayBeAny() {
    InputState state = file().created("awscc_iam_role_policy.x", "", "role_name", "id").readPlan();

    assertThat(identity(state, ROLE)).isEqualTo("unknown");
    assertThat(state.claims()).anyMatch(claim -> claim.mayConcern("Another"));
  }

  @Test
  void read_policyThatThePlanRemoves_leavesOpenWhatTheRoleListed() {
    InputState state = file().prior("awscc_iam_role_policy.x", "'role_name': 'App'").readPlan();

    assertThat(identity(state, ROLE)).isEqualTo("unknown");
    assertThat(identity(state, USER)).isEqualTo("[]");
  }
}
