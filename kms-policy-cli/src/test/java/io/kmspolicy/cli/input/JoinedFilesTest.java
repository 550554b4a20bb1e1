package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several files of one import: what one of them leaves open stays unknown, what one attaches to a
 * role or key of another is not forgotten, and a page or a name without a path is no whole answer.
 */
class JoinedFilesTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String OF_KEY = "111122223333/keys/us-west-2/" + ID + "/";
  private static final String OF_APP = "111122223333/roles/App/";

  @TempDir private Path folder;

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text.replace('\'', '"'));
  }

  private static String statement(String effect, String action) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'"
        + effect
        + "','Action':'"
        + action
        + "','Resource':'*'}]}";
  }

  private static String keyPolicy(String principal) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'"
        + IAM
        + principal
        + "'},'Action':'kms:*','Resource':'*'}]}";
  }

  private static String quoted(String json) {
    return "\"" + json.replace("'", "\\\"") + "\"";
  }

  private static String grant(String id, String grantee) {
    return "{'KeyId':'"
        + KEY
        + "','GrantId':'"
        + id
        + "','GranteePrincipal':'"
        + IAM
        + "role/"
        + grantee
        + "','IssuingAccount':'"
        + IAM
        + "root','Operations':['Decrypt']}";
  }

  private static String resource(String type, String values) {
    return "{'address':'"
        + type
        + ".x','mode':'managed','type':'"
        + type
        + "','name':'x','values':{"
        + values
        + "}}";
  }

  private static String keyResource() {
    return resource(
        "aws_kms_key",
        "'arn':'" + KEY + "','key_id':'" + ID + "','policy':" + quoted(keyPolicy("root")));
  }

  private static String grantResource(String more) {
    return resource(
        "aws_kms_grant", "'key_id':'" + KEY + "','operations':['Decrypt'],'constraints':[]" + more);
  }

  private static String module(String... resources) {
    return "{'root_module':{'resources':[" + String.join(",", resources) + "]}}";
  }

  private static String plan(String unknown, String before, String... resources) {
    return "{'format_version':'1.2','planned_values':"
        + module(resources)
        + ",'resource_changes':["
        + unknown
        + "],'prior_state':{'values':"
        + before
        + "}}";
  }

  private static String unknown(String address, String member) {
    return "{'address':'"
        + address
        + "','change':{'actions':['update'],'after_unknown':{'"
        + member
        + "':true}}}";
  }

  @BeforeEach
  void writeFiles() throws IOException {
    write("key.json", "{'Policy':" + quoted(keyPolicy("root")) + ",'PolicyName':'default'}");
    write(
        "details.json",
        "{'UserDetailList':[],'GroupDetailList':[],'Policies':[],'RoleDetailList':[{'RoleName':'App',"
            + "'Arn':'"
            + IAM
            + "role/App','RolePolicyList':[{'PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}],'AttachedManagedPolicies':[]}]}");
    write("grants.json", "{'Grants':[" + grant("a1", "Old") + "],'Truncated':false}");
  }

  private CommandRun importOf(String none, String... files) {
    List<String> args = new ArrayList<>(List.of("import", "--out", "out", "--key", KEY));
    args.addAll(List.of("--account", "111122223333", "--region", "us-west-2"));
    args.addAll(List.of("--none", "session,serviceControl,resourceControl" + none, "--from"));
    args.addAll(List.of(files));
    return CommandRun.in(folder, "", args.toArray(String[]::new));
  }

  /** The paths of the files that are written; the import must succeed. */
  private List<String> written(String none, String... files) throws IOException {
    CommandRun run = importOf(none, files);
    assertThat(run.status()).as(run.err()).isZero();
    Path out = folder.resolve("out");
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString().replace('\\', '/'))
          .collect(Collectors.toList());
    }
  }

  private String readme() throws IOException {
    return Files.readString(folder.resolve("out/README.md"));
  }

  private String who(String key) {
    CommandRun run = CommandRun.in(folder, "", "who-can", "kms:Decrypt", key, "--policies", "out");
    assertThat(run.status()).as(run.err()).isNotEqualTo(2);
    return run.out();
  }

  @Test
  @DisplayName("the policies that a template leaves open are unknown, whatever another file holds")
  void openInOneFile_isUnknown() throws IOException {
    write(
        "role.json",
        "{'Resources':{'App':{'Type':'AWS::IAM::Role','Properties':{'RoleName':'App',"
            + "'ManagedPolicyArns':['arn:aws:iam::aws:policy/SecurityAudit'],'PermissionsBoundary':'"
            + IAM
            + "policy/narrow'}}}}");

    assertThat(written(",vpcEndpoint,grants", "role.json", "details.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "key.json"))
        .doesNotContain(OF_KEY + "policy.json");
    assertThat(readme()).contains("`policy` is known only after the plan is applied");
  }

  @Test
  @DisplayName("a grant that the plan adds is not in the list of today: the grants are unknown")
  void grantOfPlan_isNotForgotten() throws IOException {
    String grant = grantResource(",'grantee_principal':'" + IAM + "role/W'");
    write("plan.json", plan("", module(), keyResource(), grant));

    assertThat(written(",vpcEndpoint,grants", "plan.json", "grants.json"))
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the file has a grant that grants.json does not list");
  }

  @Test
  @DisplayName("a grant that the plan removes is not taken from the list of today")
  void grantThatPlanRemoves_isUnknown() throws IOException {
    String grant = grantResource(",'grant_id':'a1','grantee_principal':'" + IAM + "role/Old'");
    write("plan.json", plan("", module(keyResource(), grant), keyResource()));

    assertThat(written(",vpcEndpoint", "plan.json", "grants.json"))
        .doesNotContain(OF_KEY + "grants.json");
    assertThat(readme()).contains("the plan removes `aws_kms_grant.x`");
  }

  @Test
  @DisplayName("a grant of the state that AWS lists too leaves the list complete")
  void grantOfState_isListed() throws IOException {
    String grant = grantResource(",'grant_id':'a1','grantee_principal':'" + IAM + "role/Old'");
    write("state.json", "{'format_version':'1.0','values':" + module(keyResource(), grant) + "}");

    assertThat(written(",vpcEndpoint", "state.json", "grants.json"))
        .contains(OF_KEY + "grants.json");
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

    assertThat(written(",vpcEndpoint,grants", "grants.json", "plan.json"))
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

    assertThat(written(",vpcEndpoint,grants", "details.json", "deny.json", "key.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"))
        .contains(OF_APP + "boundary.json");
    assertThat(readme())
        .containsPattern("deny.json:1:[0-9]+: the identity policies of `" + IAM + "role/App`");
    assertThat(who(KEY)).doesNotContain("role/App\n  allowed").contains("unknown");
  }

  @Test
  @DisplayName("a macro over a whole template may attach a policy to a role of another file")
  void macro_beforeRolesOfAnotherFile() throws IOException {
    write("macro.json", "{'Transform':'Everything','Resources':{'T':{'Type':'AWS::SNS::Topic'}}}");

    assertThat(written(",vpcEndpoint,grants", "details.json", "macro.json", "key.json"))
        .noneMatch(file -> file.startsWith(OF_APP + "identity"));
  }

  /** What is written from the account's role of a name, and from a template. */
  private List<String> withDetails(String role, String resources) throws IOException {
    String details = Files.readString(folder.resolve("details.json"));
    write("details.json", details.replace("App", role));
    write("t.json", "{'Resources':{" + resources + "}}");
    return written(",vpcEndpoint,grants", "t.json", "details.json", "key.json");
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

    assertThat(written(",vpcEndpoint,grants", "t.json", "details.json", "key.json"))
        .noneMatch(file -> file.contains("users/ann/identity"));
  }

  @Test
  @DisplayName("a plan that sets all members of a group may remove users of other files")
  void membersOfPlan_removeUsersOfAnotherFile() throws IOException {
    writeUser();
    String members = resource("aws_iam_group_membership", "'group':'G','users':['bob']");
    write("plan.json", plan("", module(), members));

    assertThat(written(",vpcEndpoint,grants", "plan.json", "details.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "details.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "details.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "details.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "One.json", "Two.json"))
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

    assertThat(written(",vpcEndpoint,grants", "plan.json", "key.json"))
        .contains(OF_KEY + "policy.json", OF_KEY + "grants.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'Truncated':true,'NextMarker':'abc'", "'NextToken':'abc'"})
  @DisplayName("a page of grants is not all grants, alone and beside the last page")
  void pageOfGrants_isUnknown(String more) throws IOException {
    write("page.json", "{'Grants':[" + grant("a0", "One") + "]," + more + "}");

    assertThat(written(",vpcEndpoint,grants", "key.json", "page.json", "grants.json"))
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

    assertThat(written(",vpcEndpoint,grants", "service.json", "role.json"))
        .contains(OF_KEY + "policy.json")
        .doesNotContain(OF_APP + "role.json");
    assertThat(who(KEY)).containsPattern("role/service/App +unknown").doesNotContain("role/App ");
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

    assertThat(written(",vpcEndpoint,grants", "template.json", "role.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "user.json", "key.json"))
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

    assertThat(written(",vpcEndpoint,grants", "users.json", "key.json"))
        .contains("111122223333/users/bob/user.json");
    assertThat(who(KEY)).contains(IAM + "user/eng/bob").doesNotContain(IAM + "user/bob");
  }

  @Test
  @DisplayName("a role whose name the layout ignores is left out, and README.md says so")
  void nameWithDot_isLeftOut() throws IOException {
    String details = Files.readString(folder.resolve("details.json"));
    write("details.json", details.replace("App", ".deploy"));

    assertThat(written(",vpcEndpoint,grants", "details.json", "key.json"))
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
}
