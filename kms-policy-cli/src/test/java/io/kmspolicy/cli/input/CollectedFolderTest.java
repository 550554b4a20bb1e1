package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that iam-collect fills, where commands take a policy directory. */
class CollectedFolderTest {

  private static final String ACCOUNT = "111122223333";
  private static final String IAM = "arn:aws:iam::" + ACCOUNT + ":";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String PARTITION = "collected/aws/aws/";
  private static final String AT = PARTITION + "accounts/" + ACCOUNT + "/";
  private static final String ORGANIZATION = PARTITION + "organizations/o-a1b2c3d4e5/";

  @TempDir private Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace('\'', '"'));
  }

  private static String allow(String action) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'"
        + action
        + "','Resource':'*'}]}";
  }

  @BeforeEach
  void collect() throws IOException {
    write(
        AT + "kms/us-west-2/key/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json",
        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'"
            + IAM
            + "root'},'Action':'kms:*','Resource':'*'}]}");
    write(AT + "iam/role/app/metadata.json", "{'arn':'" + IAM + "role/App','name':'App'}");
    write(
        AT + "iam/role/app/inline-policies.json",
        "[{'PolicyName':'use','PolicyDocument':" + allow("kms:Decrypt") + "}]");
    write(AT + "iam/role/audit/metadata.json", "{'arn':'" + IAM + "role/Audit'}");
    write(
        AT + "iam/role/audit/managed-policies.json",
        "['arn:aws:iam::aws:policy/SecurityAudit','" + IAM + "policy/Missing']");
    write(
        AT + "iam/aws/policy/securityaudit/metadata.json",
        "{'arn':'arn:aws:iam::aws:policy/SecurityAudit'}");
    write(AT + "iam/aws/policy/securityaudit/current-policy.json", allow("kms:DescribeKey"));
    write(
        AT + "iam/user/alice/metadata.json",
        "{'arn':'" + IAM + "user/alice','permissionBoundary':'" + IAM + "policy/Limit'}");
    write(AT + "iam/user/alice/groups.json", "['" + IAM + "group/Operators']");
    write(AT + "iam/group/operators/metadata.json", "{'arn':'" + IAM + "group/Operators'}");
    write(
        AT + "iam/group/operators/inline-policies.json",
        "[{'PolicyName':'all','PolicyDocument':" + allow("kms:*") + "}]");
    write(AT + "iam/policy/limit/metadata.json", "{'arn':'" + IAM + "policy/Limit'}");
    write(AT + "iam/policy/limit/current-policy.json", allow("kms:DescribeKey"));
  }

  @Test
  @DisplayName("a link that leads nowhere, in place of a file, does not count as none")
  void danglingLink_isRefused() throws IOException {
    Path file = folder.resolve(AT + "iam/role/app/inline-policies.json");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("nowhere.json"));

    CommandRun run = CommandRun.in(folder, "", "import", "--from", "collected", "--out", "out");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("role/app/inline-policies.json: this is no file");
  }

  @Test
  @DisplayName("an endpoint without a policy file, or of another Region than a key: unknown")
  void endpoints_unknown() throws IOException {
    String endpoint = AT + "ec2/us-east-1/vpc-endpoint/vpce-1/";
    write(endpoint + "metadata.json", "{'serviceName':'com.amazonaws.us-east-1.kms'}");
    CommandRun missing = CommandRun.in(folder, "", "import", "--from", "collected", "--out", "a");
    write(
        endpoint + "endpoint-policy.json",
        allow("kms:Encrypt").replace("'Effect'", "'Principal':'*','Effect'"));
    CommandRun elsewhere = CommandRun.in(folder, "", "import", "--from", "collected", "--out", "b");

    assertThat(missing.status()).as(missing.err()).isZero();
    assertThat(elsewhere.status()).as(elsewhere.err()).isZero();
    assertThat(folder.resolve("a/endpoint.json")).doesNotExist();
    assertThat(folder.resolve("b/endpoint.json")).doesNotExist();
    assertThat(folder.resolve("a/README.md")).content().contains("endpoint-policy.json is missing");
    assertThat(folder.resolve("b/README.md")).content().contains("the endpoint is in us-east-1");
  }

  private void collectOrganization(String action) throws IOException {
    String full = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
    write(
        ORGANIZATION + "metadata.json",
        "{'id':'o-a1b2c3d4e5','rootAccountId':'444455556666',"
            + "'features':{'SERVICE_CONTROL_POLICY':true}}");
    write(
        ORGANIZATION + "accounts.json",
        "{'" + ACCOUNT + "':{'ou':'ou-1','scps':['" + full + "'],'rcps':[]}}");
    write(
        ORGANIZATION + "ous.json",
        "{'r-1':{'scps':['"
            + full
            + "'],'rcps':[]},'ou-1':{'parent':'r-1','scps':['"
            + full
            + "'],'rcps':[]}}");
    write(ORGANIZATION + "scps/p-fullawsaccess/metadata.json", "{'arn':'" + full + "'}");
    write(ORGANIZATION + "scps/p-fullawsaccess/policy.json", allow(action));
  }

  private CommandRun explain(String policies, String none, String principal, String action) {
    return none.isEmpty()
        ? CommandRun.in(
            folder,
            "",
            "explain",
            "--policies",
            policies,
            "--principal",
            IAM + principal,
            "--action",
            action,
            "--resource",
            KEY)
        : CommandRun.in(
            folder,
            "",
            "explain",
            "--policies",
            policies,
            "--assume-none",
            none,
            "--principal",
            IAM + principal,
            "--action",
            action,
            "--resource",
            KEY);
  }

  @Test
  @DisplayName("inline, group and managed policies and boundaries; places name the files")
  void explain_folder_decides() {
    String none = "session,scp,rcp,endpoint,grants";

    CommandRun app = explain("collected", none, "role/App", "kms:Decrypt");

    assertThat(app.status()).as(app.err()).isZero();
    assertThat(app.out())
        .contains("collected/aws/aws/accounts/111122223333/iam/role/app/inline-policies.json:1:");
    assertThat(explain("collected", none, "user/alice", "kms:DescribeKey").status()).isZero();
    assertThat(explain("collected", none, "user/alice", "kms:Decrypt").status()).isEqualTo(1);
  }

  @Test
  @DisplayName("an attached policy without its document makes the identity policies unknown")
  void explain_missingPolicy_isUnknown() {
    CommandRun run =
        explain("collected", "session,scp,rcp,endpoint,grants", "role/Audit", "kms:DescribeKey");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).contains("the policy `" + IAM + "policy/Missing` is missing");
  }

  @Test
  @DisplayName("organization policies of all levels; a type that is not enabled is none")
  void explain_organization_decides() throws IOException {
    collectOrganization("kms:DescribeKey");

    CommandRun denied = explain("collected", "session,endpoint,grants", "role/App", "kms:Decrypt");
    collectOrganization("kms:*");
    CommandRun allowed = explain("collected", "session,endpoint,grants", "role/App", "kms:Decrypt");

    assertThat(denied.status()).as(denied.out()).isEqualTo(1);
    assertThat(denied.out()).contains("service control");
    assertThat(allowed.status()).as(allowed.out()).isZero();
  }

  @Test
  @DisplayName("a level whose policy is missing leaves the layer unknown")
  void explain_missingOrganizationPolicy_isUnknown() throws IOException {
    collectOrganization("kms:*");
    Files.delete(folder.resolve(ORGANIZATION + "scps/p-fullawsaccess/policy.json"));

    assertThat(explain("collected", "session,endpoint,grants", "role/App", "kms:Decrypt").status())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("import writes what it reads, with the levels of the organization")
  void import_folder_answersTheSame() throws IOException {
    collectOrganization("kms:*");

    CommandRun written =
        CommandRun.in(
            folder,
            "",
            "import",
            "--from",
            "collected",
            "--out",
            "policies",
            "--assume-none",
            "session,endpoint,grants");

    assertThat(written.status()).as(written.err()).isZero();
    for (String principal : new String[] {"role/App", "role/Audit", "user/alice"}) {
      assertThat(explain("policies", "", principal, "kms:Decrypt").status())
          .as(principal)
          .isEqualTo(
              explain("collected", "session,endpoint,grants", principal, "kms:Decrypt").status());
    }
  }

  @Test
  void explain_brokenFile_isNamed() throws IOException {
    write(
        AT + "iam/role/app/inline-policies.json",
        "[{'PolicyName':'use','PolicyDocument':{'Statement':7}}]");

    CommandRun run = explain("collected", "session", "role/App", "kms:Decrypt");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("collected/aws/aws/accounts/111122223333/iam/role/app/inline-policies.json:1:");
  }
}
