package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several files of one import: what one of them leaves open stays unknown, what one attaches to a
 * role or key of another is not forgotten, and a page or a name without a path is no whole answer.
 */
class JoinedFilesTest extends JoinedFiles {

  @Test
  @DisplayName("the policies that a template leaves open are unknown, whatever another file holds")
  void openInOneFile_isUnknown() throws IOException {
    write(
        "role.json",
        "{'Resources':{'App':{'Type':'AWS::IAM::Role','Properties':{'RoleName':'App',"
            + "'ManagedPolicyArns':['arn:aws:iam::aws:policy/SecurityAudit'],'PermissionsBoundary':'"
            + IAM
            + "policy/narrow'}}}}");

    assertThat(written(",endpoint,grants", "role.json", "details.json", "key.json"))
        .contains(OF_KEY + "policy.json", OF_APP + "role.json")
        .noneMatch(file -> file.startsWith(OF_APP + "identity"))
        .doesNotContain(OF_APP + "boundary.json");
    assertThat(readme())
        .contains("the identity policies of `App` are unknown")
        .contains("the permissions boundary of `App` is unknown");
  }

  @Test
  @DisplayName("a key policy that is known only after apply stays unknown beside the old one")
  void keyPolicyAfterApply_isUnknown() throws IOException {
    String policy = resource("aws_kms_key_policy", "'key_id':'" + KEY + "'");
    write(
        "plan.json",
        plan(unknown("aws_kms_key_policy.x", "policy"), module(), keyResource(), policy));

    assertThat(written(",endpoint,grants", "plan.json", "key.json"))
        .doesNotContain(OF_KEY + "policy.json");
    assertThat(readme()).contains("`policy` is known only after the plan is applied");
  }

  @Test
  @DisplayName("a grant that the plan adds is not in the list of today: the grants are unknown")
  void grantOfPlan_isNotForgotten() throws IOException {
    String grant = grantResource(",'grantee_principal':'" + IAM + "role/W'");
    write("plan.json", plan("", module(), keyResource(), grant));

    assertThat(written(",endpoint,grants", "plan.json", "grants.json"))
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the file has a grant that grants.json does not list");
  }

  @Test
  @DisplayName("a grant that the plan removes is not taken from the list of today")
  void grantThatPlanRemoves_isUnknown() throws IOException {
    String grant = grantResource(",'grant_id':'a1','grantee_principal':'" + IAM + "role/Old'");
    write("plan.json", plan("", module(keyResource(), grant), keyResource()));

    assertThat(written(",endpoint", "plan.json", "grants.json"))
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the plan removes `aws_kms_grant.x`");
  }

  @Test
  @DisplayName("a grant of the state that AWS lists too leaves the list complete")
  void grantOfState_isListed() throws IOException {
    String grant = grantResource(",'grant_id':'a1','grantee_principal':'" + IAM + "role/Old'");
    write("state.json", "{'format_version':'1.0','values':" + module(keyResource(), grant) + "}");

    assertThat(written(",endpoint", "state.json", "grants.json")).contains(OF_KEY + "grants.json");
  }

  @Test
  @DisplayName("a grant with an unknown grantee leaves the grants unknown, whatever is stated")
  void unknownGrantee_isUnknown() throws IOException {
    write(
        "plan.json",
        plan(
            unknown("aws_kms_grant.x", "grantee_principal"),
            module(),
            keyResource(),
            grantResource("")));

    assertThat(written(",endpoint,grants", "grants.json", "plan.json"))
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the grants of `aws_kms_key.x` are unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"['App']", "{'Ref':'Role'}"})
  @DisplayName("a template may attach a policy to a role of another file: it is unknown")
  void policyOfTemplate_forRoleOfAnotherFile(String roles) throws IOException {
    write(
        "deny.json",
        "{'Parameters':{'Role':{'Type':'String'}},'Resources':{'D':{'Type':'AWS::IAM::Policy',"
            + "'Properties':{'PolicyName':'d','Roles':"
            + (roles.startsWith("[") ? roles : "[" + roles + "]")
            + ",'PolicyDocument':"
            + statement("Deny", "kms:*")
            + "}}}}");

    assertThat(written(",endpoint,grants", "details.json", "deny.json", "key.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"))
        .contains(OF_APP + "boundary.json");
    assertThat(readme())
        .containsPattern("deny.json:1:[0-9]+: the identity policies of `" + IAM + "role/App`");
    assertThat(who(KEY)).doesNotContain("role/App\n  allowed").contains("indeterminate");
  }

  @Test
  @DisplayName("a macro over a whole template may attach a policy to a role of another file")
  void macro_beforeRolesOfAnotherFile() throws IOException {
    write("macro.json", "{'Transform':'Everything','Resources':{'T':{'Type':'AWS::SNS::Topic'}}}");

    assertThat(written(",endpoint,grants", "details.json", "macro.json", "key.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws_iam_role_policy", "aws_iam_role_policy_attachment"})
  @DisplayName("a plan may attach a policy to a role of another file: it is unknown")
  void policyOfPlan_forRoleOfAnotherFile(String type) throws IOException {
    String policy =
        resource(
            type,
            "'role':'App','name':'d','policy_arn':'"
                + IAM
                + "policy/d','policy':"
                + quoted(statement("Deny", "kms:*")));
    write("plan.json", plan("", module(), keyResource(), policy));

    assertThat(written(",endpoint,grants", "plan.json", "details.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"));
    assertThat(readme()).contains("the file has `" + type + ".x` for `App`");
  }

  @Test
  @DisplayName("a plan may change a managed policy that a role of another file has: it is unknown")
  void managedPolicyOfPlan_thatAnotherFileAttaches() throws IOException {
    String arn = IAM + "policy/limit";
    String details = Files.readString(folder.resolve("details.json"));
    String version = "{'IsDefaultVersion':true,'Document':" + statement("Allow", "kms:*") + "}";
    write(
        "details.json",
        details
            .replace(
                "\"Policies\":[]",
                "'Policies':[{'PolicyName':'limit','Arn':'"
                    + arn
                    + "','PolicyVersionList':["
                    + version
                    + "]}]")
            .replace(
                "\"AttachedManagedPolicies\":[]",
                "'PermissionsBoundary':{'PermissionsBoundaryArn':'"
                    + arn
                    + "'},'AttachedManagedPolicies':[]"));
    String policy =
        resource(
            "aws_iam_policy",
            "'name':'limit','arn':'" + arn + "','policy':" + quoted(statement("Deny", "kms:*")));
    write("plan.json", plan("", module(), policy));

    assertThat(written(",endpoint,grants", "plan.json", "details.json", "key.json"))
        .contains(OF_APP + "identity/p.json")
        .doesNotContain(OF_APP + "boundary.json");
    assertThat(readme())
        .contains("the permissions boundary of `" + IAM + "role/App` is unknown: the file has");
  }

  @Test
  @DisplayName("a plan may replace the policy of a key of another file: it is unknown")
  void keyPolicyOfPlan_forKeyOfAnotherFile() throws IOException {
    String policy =
        resource(
            "aws_kms_key_policy",
            "'key_id':'" + ID + "','policy':" + quoted(keyPolicy("role/Admin")));
    write("plan.json", plan("", module(), policy));

    assertThat(written(",endpoint,grants", "plan.json", "key.json"))
        .doesNotContain(OF_KEY + "policy.json");
    assertThat(readme()).contains("the key policy of `" + KEY + "` is unknown: the file has");
  }

  @Test
  @DisplayName("an alias that two files give to different keys is left out")
  void aliasOfTwoKeys_isLeftOut() throws IOException {
    String alias =
        "'A':{'Type':'AWS::KMS::Alias','Properties':{'AliasName':'alias/orders',"
            + "'TargetKeyId':{'Ref':'";
    for (String name : List.of("One", "Two")) {
      write(
          name + ".json",
          "{'Resources':{'"
              + name
              + "':{'Type':'AWS::KMS::Key','Properties':{'KeyPolicy':"
              + keyPolicy("root")
              + "}},"
              + alias
              + name
              + "'}}}}}");
    }

    assertThat(written(",endpoint,grants", "One.json", "Two.json"))
        .noneMatch(file -> file.endsWith("aliases.json"))
        .filteredOn(file -> file.endsWith("policy.json"))
        .hasSize(2);
    assertThat(readme()).contains("`alias/orders` is left out");
  }

  @Test
  @DisplayName("a contradiction names both files")
  void contradiction_namesBothFiles() throws IOException {
    write("other.json", "{'Policy':" + quoted(keyPolicy("role/Admin")) + ",'PolicyName':'d'}");

    CommandRun run = importOf("", "key.json", "other.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("`" + KEY + "`: key.json and other.json");
  }

  @Test
  @DisplayName("policies with other names are no contradiction")
  void sameDocumentWithOtherName_isKnown() throws IOException {
    write("plan.json", plan("", module(), keyResource()));

    assertThat(written(",endpoint,grants", "plan.json", "key.json"))
        .contains(OF_KEY + "policy.json", OF_KEY + "grants.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'Truncated':true,'NextMarker':'abc'", "'NextToken':'abc'"})
  @DisplayName("a page of grants is not all grants, alone and beside the last page")
  void pageOfGrants_isUnknown(String more) throws IOException {
    write("page.json", "{'Grants':[" + grant("a0", "One") + "]," + more + "}");

    assertThat(written(",endpoint,grants", "key.json", "page.json", "grants.json"))
        .contains(OF_KEY + "policy.json")
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the file is one page of several");
  }

  private static String endpoint(String region, String policy) {
    return "{'VpcEndpointId':'vpce-1','ServiceName':'com.amazonaws."
        + region
        + ".kms'"
        + policy
        + "}";
  }

  @Test
  @DisplayName("the policy of the only endpoint, with its Region")
  void endpoint_withRegion() throws IOException {
    String policy = ",'PolicyDocument':" + quoted(keyPolicy("root"));
    write("ep.json", "{'VpcEndpoints':[" + endpoint("us-west-2", policy) + "]}");

    assertThat(written(",grants", "key.json", "ep.json")).contains("endpoint.json");
    assertThat(folder.resolve("out/directory.properties"))
        .content()
        .contains("endpointRegion = us-west-2");
  }

  @Test
  @DisplayName("an endpoint without a policy, of another Region, or on a page: unknown")
  void endpoint_unknown() throws IOException {
    String policy = ",'PolicyDocument':" + quoted(keyPolicy("root"));
    String here = endpoint("us-west-2", policy);
    write("page.json", "{'VpcEndpoints':[" + here + "],'NextToken':'abc'}");
    write("there.json", "{'VpcEndpoints':[" + endpoint("eu-west-1", policy) + "]}");
    write("two.json", "{'VpcEndpoints':[" + here + "," + endpoint("us-west-2", "") + "]}");

    write(
        "template.json",
        "{'Resources':{'E':{'Type':'AWS::EC2::VPCEndpoint','Properties':{'VpcId':'vpc-1',"
            + "'ServiceName':'com.amazonaws.eu-west-1.kms','PolicyDocument':"
            + keyPolicy("root")
            + "}}}}");

    for (String file : List.of("page.json", "there.json", "two.json", "template.json")) {
      CommandRun run =
          CommandRun.in(
              folder,
              "",
              "import",
              "--key",
              KEY,
              "--out",
              "of-" + file,
              "--from",
              "key.json",
              file);
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(folder.resolve("of-" + file + "/endpoint.json")).doesNotExist();
      assertThat(folder.resolve("of-" + file + "/README.md"))
          .content()
          .contains("endpoint policy of");
    }
  }

  @Test
  @DisplayName("get-role-policy does not say the path of the role: it is unknown, and not denied")
  void rolePolicy_hasNoPath() throws IOException {
    write(
        "role.json",
        "{'RoleName':'App','PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}");
    write("service.json", "{'Policy':" + quoted(keyPolicy("role/service/App")) + "}");

    assertThat(written(",endpoint,grants", "service.json", "role.json"))
        .contains(OF_KEY + "policy.json")
        .doesNotContain(OF_APP + "role.json");
    assertThat(who(KEY))
        .containsPattern("role/service/App +indeterminate")
        .doesNotContain("role/App ");
  }

  @Test
  @DisplayName("get-role-policy takes nothing from a template that defines the role with a path")
  void rolePolicy_besideTemplate() throws IOException {
    write(
        "role.json",
        "{'RoleName':'App','PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}");
    write(
        "template.json",
        "{'Resources':{'App':{'Type':'AWS::IAM::Role','Properties':{'RoleName':'App',"
            + "'Path':'/service/'}}}}");

    assertThat(written(",endpoint,grants", "template.json", "role.json", "key.json"))
        .contains(OF_APP + "role.json", OF_APP + "boundary.json");
    assertThat(folder.resolve("out/" + OF_APP + "role.json")).content().contains("/service/App");
    assertThat(readme()).contains("the file holds one of its policies");
  }

  @Test
  @DisplayName("get-user-policy does not identify the user, whose path it does not say")
  void userPolicy_isLeftOut() throws IOException {
    write(
        "user.json",
        "{'UserName':'bob','PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}");

    assertThat(written(",endpoint,grants", "user.json", "key.json"))
        .noneMatch(file -> file.contains("/users/"));
    assertThat(readme()).contains("`user/bob` is left out: the file does not say the path");
  }

  @Test
  @DisplayName("the path of a user is written and decides, as in the file")
  void pathOfUser_isWritten() throws IOException {
    write(
        "users.json",
        "{'UserDetailList':[{'UserName':'bob','Arn':'"
            + IAM
            + "user/eng/bob','UserPolicyList':[{'PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}],'AttachedManagedPolicies':[],'GroupList':[]}]}");

    assertThat(written(",endpoint,grants", "users.json", "key.json"))
        .contains("111122223333/users/bob/user.json");
    assertThat(who(KEY)).contains(IAM + "user/eng/bob").doesNotContain(IAM + "user/bob");
  }

  @Test
  @DisplayName("a role whose name the layout ignores is left out, and README.md says so")
  void nameWithDot_isLeftOut() throws IOException {
    String details = Files.readString(folder.resolve("details.json"));
    write("details.json", details.replace("App", ".deploy"));

    assertThat(written(",endpoint,grants", "details.json", "key.json"))
        .noneMatch(file -> file.contains("roles/"));
    assertThat(readme()).contains("`.deploy` is left out");
  }

  @Test
  @DisplayName("a message about syntax names the form, and no settings of the parser")
  void brokenFiles_plainMessages() throws IOException {
    write("cut.json", "{'Policy': [1, 2");
    write("cut.yaml", "Resources: [a, b\nx");

    assertThat(importOf("", "cut.json").err())
        .startsWith("cut.json:1:")
        .contains("not JSON: ")
        .doesNotContain("REDACTED");
    assertThat(importOf("", "cut.yaml").err()).startsWith("cut.yaml:").contains("not YAML: ");
  }

  @Test
  @DisplayName("a key of a template without an id may be the key of another file, so that is named")
  void keyWithoutId_besideAnother_isAnAssumption() throws IOException {
    write(
        "keys.json",
        "{'Resources':{'Orders':{'Type':'AWS::KMS::Key','Properties':{'KeyPolicy':"
            + keyPolicy("root")
            + "}}}}");
    String assumption =
        "keys.json: `Orders` is a key without an id, taken as other than the keys of the other"
            + " files; state the id with --parameter Orders=ID";

    written(",endpoint,grants", "keys.json", "key.json");
    assertThat(readme()).contains(assumption);
  }

  @Test
  @DisplayName("a key of a template is not named as possibly another one if there is no other")
  void keyWithoutId_alone_isNoAssumption() throws IOException {
    write(
        "keys.json",
        "{'Resources':{'Orders':{'Type':'AWS::KMS::Key','Properties':{'KeyPolicy':"
            + keyPolicy("root")
            + "}}}}");

    written(",endpoint,grants", "keys.json", "details.json");
    assertThat(readme()).doesNotContain("without an id");
  }
}
