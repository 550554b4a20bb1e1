package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users, groups and roles that a template or plan does not identify: they may be those of another
 * file, whose policies are then unknown.
 */
class JoinedOwnersTest extends JoinedFiles {

  /** What is written from the account's role of a name, and from a template. */
  private List<String> withDetails(String role, String resources) throws IOException {
    String details = Files.readString(folder.resolve("details.json"));
    write("details.json", details.replace("App", role));
    write("t.json", "{'Resources':{" + resources + "}}");
    return written(",endpoint,grants", "t.json", "details.json", "key.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'Properties':{'RoleName':{'Fn::Sub':'${AWS::StackName}-App'}}",
        "'Properties':{'RoleName':'dev-App-1A2B3C4D5E6F','Path':{'Ref':'Path'}}"
      })
  @DisplayName("a role of a template without a known name may be one that another file has")
  void roleOfTemplate_withoutName(String properties) throws IOException {
    String more = properties.isEmpty() ? "" : "," + properties;
    assertThat(
            withDetails(
                "dev-App-1A2B3C4D5E6F", "'Application':{'Type':'AWS::IAM::Role'" + more + "}"))
        .noneMatch(file -> file.contains("/identity/") || file.endsWith("boundary.json"));
    assertThat(readme())
        .contains("role/dev-App-1A2B3C4D5E6F` are unknown: it may be `Application` of the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"App", "dev-Other-1A2B3C4D5E6F"})
  @DisplayName("the name that CloudFormation makes has the logical name, so others are not meant")
  void roleOfTemplate_withAnotherName(String role) throws IOException {
    assertThat(withDetails(role, "'Application':{'Type':'AWS::IAM::Role'}"))
        .contains("111122223333/roles/" + role + "/identity/p.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'P':{'Type':'AWS::IAM::Policy','Properties':{'PolicyName':'d','Roles':"
            + "[{'Fn::GetAtt':['Nested','Outputs.Role']}]}}",
        "'P':{'Type':'AWS::IAM::RolePolicy','Properties':{'RoleName':{'Fn::ImportValue':'r'}}}",
        "'M':{'Type':'Company::Roles::MODULE'}"
      })
  @DisplayName("a template may attach a policy to a role that it takes from elsewhere")
  void policyOfTemplate_forRoleFromElsewhere(String resource) throws IOException {
    assertThat(withDetails("App", "'Nested':{'Type':'AWS::CloudFormation::Stack'}," + resource))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"));
  }

  /** Replaces the role of the account by a user. */
  private void writeUser() throws IOException {
    write(
        "details.json",
        "{'UserDetailList':[{'UserName':'ann','Arn':'"
            + IAM
            + "user/ann','GroupList':['G'],'UserPolicyList':[{'PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:*")
            + "}],'AttachedManagedPolicies':[]}],'GroupDetailList':["
            + "{'GroupName':'G','GroupPolicyList':[],'AttachedManagedPolicies':[]}],'Policies':[]}");
  }

  @Test
  @DisplayName("a group of a template may have users of other files")
  void groupOfTemplate_withUsersOfAnotherFile() throws IOException {
    writeUser();
    write(
        "t.json",
        "{'Resources':{'G':{'Type':'AWS::IAM::Group','Properties':{'GroupName':'G','Policies':["
            + "{'PolicyName':'d','PolicyDocument':"
            + statement("Deny", "kms:*")
            + "}]}}}}");

    assertThat(written(",endpoint,grants", "t.json", "details.json", "key.json"))
        .noneMatch(file -> file.contains("users/ann/identity"));
  }

  @Test
  @DisplayName("a plan that sets all members of a group may remove users of other files")
  void membersOfPlan_removeUsersOfAnotherFile() throws IOException {
    writeUser();
    String members = resource("aws_iam_group_membership", "'group':'G','users':['bob']");
    write("plan.json", plan("", module(), members));

    assertThat(written(",endpoint,grants", "plan.json", "details.json", "key.json"))
        .noneMatch(file -> file.contains("users/ann/identity"));
  }

  @Test
  @DisplayName("an exclusive attachment of a plan may detach the policy from roles of other files")
  void attachmentOfPlan_detachesFromRoleOfAnotherFile() throws IOException {
    String arn = "arn:aws:iam::aws:policy/AWSDenyAll";
    String details = Files.readString(folder.resolve("details.json"));
    write(
        "details.json",
        details
            .replace(
                "\"Policies\":[]",
                "'Policies':[{'PolicyName':'AWSDenyAll','Arn':'"
                    + arn
                    + "','PolicyVersionList':[{'IsDefaultVersion':true,'Document':"
                    + statement("Deny", "*")
                    + "}]}]")
            .replace("Policies\":[]}]}", "Policies\":[{'PolicyArn':'" + arn + "'}]}]}"));
    write(
        "plan.json",
        plan(
            "",
            module(),
            resource("aws_iam_policy_attachment", "'policy_arn':'" + arn + "','roles':['Other']")));

    assertThat(written(",endpoint,grants", "plan.json", "details.json", "key.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"));
  }
}
