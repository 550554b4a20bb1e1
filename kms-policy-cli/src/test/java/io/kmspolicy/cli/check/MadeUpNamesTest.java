package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Most roles of templates have no name before they are deployed. What a change gives them does not
 * depend on the name, unless something in the question could tell two names apart.
 */
final class MadeUpNamesTest {

  private static final String TOPIC = "'T': {'Type': 'AWS::SNS::Topic'}";

  private static final String KEY =
      ", 'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17',"
          + " 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': {'Fn::Sub':"
          + " 'arn:aws:iam::${AWS::AccountId}:root'}}, 'Action': 'kms:*', 'Resource': '*'}"
          + "%s]}}}";

  private static final String STATEMENT =
      ", {'Effect': '%s', 'Principal': {'AWS': {'Fn::GetAtt': ['R', 'Arn']}},"
          + " 'Action': '%s', 'Resource': '*'}";

  private static final String CALLER = "arn:aws:iam::444455556666:role/Deploy";

  @TempDir private Path folder;

  private static String role(String type, String action) {
    return ", 'R': {'Type': 'AWS::IAM::"
        + type
        + "', 'Properties': {'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Version':"
        + " '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '"
        + action
        + "', 'Resource': '*'}}}]}}";
  }

  private static String key(String statements) {
    return KEY.formatted(statements);
  }

  private CommandRun check(String before, String after, String... more) throws IOException {
    Files.writeString(
        folder.resolve("before.json"),
        ("{'Resources': {" + TOPIC + before + "}}").replace('\'', '"'));
    Files.writeString(
        folder.resolve("after.json"),
        ("{'Resources': {" + TOPIC + after + "}}").replace('\'', '"'));
    List<String> command =
        new ArrayList<>(List.of("check", "--before=before.json", "--after=after.json"));
    command.addAll(List.of(more));
    return CommandRun.in(folder, "", command.toArray(String[]::new));
  }

  private static void assertStatus(CommandRun run, int status) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Role", "User"})
  @DisplayName("A new role or user without a word about KMS passes, and so does its removal")
  void check_newRoleWithoutKms_passes(String type) throws IOException {
    String role = role(type, "s3:GetObject");
    assertStatus(check("", role), ExitStatus.OK);
    assertStatus(check(key(""), key("") + role), ExitStatus.OK);
    assertStatus(check(key("") + role, key("")), ExitStatus.OK);
    assertStatus(check(role, role.replace("s3:GetObject", "s3:PutObject")), ExitStatus.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Role", "User"})
  @DisplayName("What a new role or user gains is named by its logical name")
  void check_newRoleThatDecrypts_fails(String type) throws IOException {
    CommandRun run = check("", role(type, "kms:Decrypt"));
    assertStatus(run, ExitStatus.DENIED);
    assertThat(run.out())
        .contains("/STACK-R-RANDOM: use\n", "actions: kms:Decrypt\n")
        .doesNotContain("administ");
  }

  @Test
  @DisplayName("A change of the policies of the same role is compared")
  void check_changedRole_isCompared() throws IOException {
    String read = role("Role", "s3:GetObject");
    String decrypt = role("Role", "kms:Decrypt");
    assertStatus(check(read, decrypt), ExitStatus.DENIED);
    assertStatus(check(decrypt, read), ExitStatus.OK);
  }

  @Test
  @DisplayName("A key policy that names the role by its ARN is compared")
  void check_keyPolicyForTheRole_isCompared() throws IOException {
    String role = role("Role", "kms:Decrypt");
    String with = key(STATEMENT.formatted("Deny", "kms:Decrypt")) + role;
    CommandRun less = check(with, key("") + role);
    assertStatus(less, ExitStatus.DENIED);
    assertThat(less.out()).contains("/STACK-R-RANDOM: use\n", "no longer denied by: ");
    assertStatus(check(key("") + role, with), ExitStatus.OK);

    String other = role("Role", "s3:GetObject");
    CommandRun more =
        check(key("") + other, key(STATEMENT.formatted("Allow", "kms:PutKeyPolicy")) + other);
    assertStatus(more, ExitStatus.DENIED);
    assertThat(more.out()).contains("/STACK-R-RANDOM: administer\n", "kms:PutKeyPolicy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws:PrincipalArn",
        "aws:principalarn",
        "${aws:username}",
        "arn:aws:iam::aws:role/orders-R-1ABCDEFGHIJ2K",
        "orders-R-aB3dE6gH9jK2",
        "a\\u0077s:PrincipalArn"
      })
  @DisplayName("Where something may tell names apart, the role is left out")
  void check_nameThatMatters_isUndecided(String text) throws IOException {
    String role = role("Role", "s3:GetObject");
    String said =
        ", 'U': {'Type': 'AWS::IAM::ManagedPolicy', 'Properties': {'PolicyDocument': {'Version':"
            + " '2012-10-17', 'Statement': {'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*',"
            + " 'Condition': {'StringLike': {'kms:EncryptionContext:team': '"
            + text
            + "'}}}}}}";
    for (String before : new String[] {said, ""}) {
      CommandRun run = check(before, said + role);
      assertStatus(run, ExitStatus.INDETERMINATE);
      assertThat(run.out()).contains("`R` is left out: it gets its name when it is deployed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--parameter=P=orders-R-1ABCDEFGHIJ2K",
        "--caller=arn:aws:iam::111122223333:role/orders-R-1ABCDEFGHIJ2K"
      })
  @DisplayName("So may what the command line says")
  void check_nameOnTheCommandLine_isUndecided(String option) throws IOException {
    String role = role("Role", "s3:GetObject");
    String parameter =
        ", 'U': {'Type': 'AWS::SNS::Topic'}}, 'Parameters': {'P': {'Type': 'String'}";
    assertStatus(check(parameter, role + parameter, option), ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("A caller of an account that is not stated is not taken to be outside of it")
  void check_callerOfAnyAccount_isNoForeigner() throws IOException {
    CommandRun run =
        check(key(""), key(STATEMENT.formatted("Deny", "kms:Decrypt")), "--caller", CALLER);
    assertThat(run.out()).contains("lockout     ").doesNotContain("lockout     failed");
  }

  @Test
  @DisplayName("Before the first template there is an empty directory")
  void check_emptyDirectory_isNothing() throws IOException {
    Files.createDirectory(folder.resolve("none"));
    for (String action : new String[] {"s3:GetObject", "kms:Decrypt"}) {
      Files.writeString(
          folder.resolve("after.json"),
          ("{'Resources': {" + TOPIC + key("") + role("Role", action) + "}}").replace('\'', '"'));
      CommandRun run = CommandRun.in(folder, "", "check", "--before=none", "--after=after.json");
      assertStatus(run, action.startsWith("kms") ? ExitStatus.DENIED : ExitStatus.OK);
      assertThat(run.out()).doesNotContain("what is not known");
    }
  }

  @Test
  @DisplayName("A role of a directory may be that of the template")
  void check_templateOnADirectory_isUndecided() throws IOException {
    Path role = folder.resolve("policies/111122223333/roles/orders-R-1ABCDEFGHIJ2K/identity");
    Files.writeString(
        Files.createDirectories(role).resolve("p.json"),
        "{'Version': '2012-10-17', 'Statement': []}".replace('\'', '"'));
    Files.writeString(
        folder.resolve("after.json"),
        ("{'Resources': {" + TOPIC + role("Role", "s3:GetObject") + "}}").replace('\'', '"'));
    CommandRun run =
        CommandRun.in(
            folder,
            "",
            "check",
            "--before=policies",
            "--after=after.json",
            "--account=111122223333",
            "--region=us-west-2");
    assertThat(run.out() + run.err()).contains("`R` is left out: ").doesNotContain("STACK-R");
  }
}
