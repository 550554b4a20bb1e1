package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.input.OpenState;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A new role of a function has a managed policy of AWS, which the file does not hold. One that says
 * nothing of KMS must not turn a change red, and what another one says is a gain; what nobody knows
 * is neither.
 */
final class PublishedPoliciesTest {

  private static final String BASIC =
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

  private static final String KEY =
      "'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17',"
          + " 'Statement': {'Effect': 'Allow', 'Principal': {'AWS':"
          + " 'arn:aws:iam::111122223333:root'}, 'Action': 'kms:*', 'Resource': '*'}}}}";

  private static final String ROLE =
      ", 'R': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'Fn', 'ManagedPolicyArns':"
          + " ['%s'], 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version': '2012-10-17',"
          + " 'Statement': {'Effect': 'Allow', 'Action': '%s', 'Resource': '*'}}}]}}";

  private static final Path PUBLISHED =
      Path.of(
          "../kms-policy-inputs/src/main/resources/io/kmspolicy/inputs/others",
          "aws-managed-policies-with-kms.txt");

  @TempDir private Path folder;

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.json"), before);
    Files.writeString(folder.resolve("after.json"), after);
    return CommandRun.in(
        folder,
        "",
        "check",
        "--before=before.json",
        "--after=after.json",
        "--account=111122223333",
        "--region=us-west-2");
  }

  private static String template(String resources) {
    return ("{'Resources': {" + resources + "}}").replace('\'', '"');
  }

  private CommandRun addRole(String policy, String action) throws IOException {
    return check(template(KEY), template(KEY + ROLE.formatted(policy, action)));
  }

  @Test
  @DisplayName("A template: a new role with a policy of AWS that says nothing of KMS passes")
  void newAccess_policyWithoutKms_passes() throws IOException {
    CommandRun run = addRole(BASIC, "s3:GetObject");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).contains("new-access  passed");
  }

  @Test
  @DisplayName("Only what the role gains by its own policies beside it is a row")
  void newAccess_policyWithoutKmsBesideOneWithKms_isTheGainOfTheOther() throws IOException {
    CommandRun run = addRole(BASIC, "kms:Decrypt");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("role/Fn: use\n    actions: kms:Decrypt\n")
        .doesNotContain("administer", "assumed:", "unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/service-role/awslambdabasicexecutionrole",
        "arn:aws:iam::aws:policy/service-role/NotPublishedYet",
        "arn:aws:iam::111122223333:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
      })
  @DisplayName("A policy of which it is not known that it says nothing of KMS does not pass")
  void newAccess_otherPolicy_doesNotPass(String policy) throws IOException {
    CommandRun run = addRole(policy, "s3:GetObject");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("the policy `" + policy + "` is not in the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AdministratorAccess | administration; 3 more rows",
        "PowerUserAccess | administration; 3 more rows",
        "ReadOnlyAccess | read access",
        "AWSKeyManagementServicePowerUser | administration; ",
        "job-function/SystemAdministrator | administration; 2 more rows"
      })
  @DisplayName("What a policy of AWS says of KMS is a gain, by the line that attaches it")
  void newAccess_policyWithKms_isAGain(String policy, String gain) throws IOException {
    CommandRun run = addRole("arn:aws:iam::aws:policy/" + policy, "s3:GetObject");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("a user or role gains " + gain, "by: AWS::IAM::Role R ")
        .doesNotContain("assumed: an identity policy", "is not in the file");
  }

  @Test
  @DisplayName(
      "What the role has beside a policy that is not known is a gain, and the rest is open")
  void newAccess_besideAnUnknownPolicy_isAGain() throws IOException {
    CommandRun run = addRole("arn:aws:iam::111122223333:policy/App", "kms:Decrypt");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("role/Fn: use\n    actions: kms:Decrypt\n", "is not in the file")
        .doesNotContain("administer", "assumed: an identity policy");
  }

  @ParameterizedTest
  @CsvSource({"App, s3:GetObject, 3", "App, kms:Decrypt, 1"})
  @DisplayName("A template on a directory: a policy that is not known is no gain either")
  void newAccess_unknownPolicyOnADirectory_isUndecided(String policy, String action, int status)
      throws IOException {
    Path other = folder.resolve("before/111122223333/roles/Other/identity");
    Files.writeString(
        Files.createDirectories(other).resolve("p.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": []}");
    Files.writeString(
        folder.resolve("after.json"),
        template(
            ROLE.formatted("arn:aws:iam::111122223333:policy/" + policy, action).substring(2)));
    CommandRun run =
        CommandRun.in(
            folder,
            "",
            "check",
            "--before=before",
            "--after=after.json",
            "--account=111122223333",
            "--region=us-west-2");
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
    assertThat(run.out()).contains("is not in the file").doesNotContain("administer");
  }

  @Test
  @DisplayName("A policy of AWS as a boundary limits what the role gains")
  void newAccess_policyAsBoundary_limits() throws IOException {
    String role = ROLE.formatted(BASIC, "kms:*");
    String limited =
        role.replace(
            "'RoleName': 'Fn'",
            "'RoleName': 'Fn', 'PermissionsBoundary': 'arn:aws:iam::aws:policy/ReadOnlyAccess'");
    CommandRun run = check(template(KEY), template(KEY + limited));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).contains("a user or role gains read access\n");
  }

  @Test
  @DisplayName("AWSDenyAll denies")
  void newAccess_denyingPolicy_passes() throws IOException {
    CommandRun run = addRole("arn:aws:iam::aws:policy/AWSDenyAll", "kms:Decrypt");
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName("Each bundled policy of AWS can be read")
  void newAccess_eachBundledPolicy_isRead() throws IOException {
    List<String> arns =
        Files.readAllLines(PUBLISHED).stream()
            .map(line -> "'arn:aws:iam::aws:policy/" + line.split(" ")[0] + "'")
            .toList();
    assertThat(arns).hasSizeGreaterThan(100);
    String attached = String.join(", ", arns).replaceAll("^'|'$", "");
    CommandRun run = check(template(KEY), template(KEY + ROLE.formatted(attached, "s3:GetObject")));
    assertThat(run.out()).contains("1 key policy").doesNotContain("lost", "is not in the file");
  }

  @Test
  @DisplayName("A state: what differs beside such a policy is compared")
  void newAccess_stateWithPolicyWithoutKms_isCompared() throws IOException {
    String before =
        OpenState.with("Allow", "")
            .replace("arn:aws:iam::111122223333:policy/SecurityAudit", BASIC);
    String after =
        OpenState.with("Allow", OpenState.INLINE.replace("Deny", "Allow"))
            .replace("arn:aws:iam::111122223333:policy/SecurityAudit", BASIC);
    assertThat(check(before, before).status()).isEqualTo(ExitStatus.OK);
    CommandRun run = check(before, after);
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).contains("role/App: use\n    actions: kms:Decrypt\n");
    assertThat(check(after, before).status()).isEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName("An imported directory leaves the role open: AWS changes its policies")
  void import_policyWithoutKms_leavesTheLayerUnknown() throws IOException {
    Files.writeString(
        folder.resolve("t.json"), template(KEY + ROLE.formatted(BASIC, "s3:GetObject")));
    CommandRun.in(
        folder,
        "",
        "import",
        "--from=t.json",
        "--account=111122223333",
        "--region=us-west-2",
        "--out=directory");
    assertThat(Files.readString(folder.resolve("directory/README.md")))
        .contains("the policy `" + BASIC + "` is not in the file");
  }
}
