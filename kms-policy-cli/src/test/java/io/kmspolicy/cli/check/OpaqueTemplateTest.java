package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates whose key policies name resources of the stack, which have names once deployed. */
class OpaqueTemplateTest {

  private static final String ROLE =
      """
      Resources:
        Admin:
          Type: AWS::IAM::Role
          Properties:
            RoleName: !Ref AdminName
            AssumeRolePolicyDocument:
              Statement:
                - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
        Orders:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
      """;
  private static final String OWNER =
      statement("Allow", "{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", "kms:*");
  private static final String ADMIN =
      statement("Allow", "{AWS: !GetAtt Admin.Arn}", "[kms:PutKeyPolicy, kms:Decrypt]");
  private static final String GUARD = statement("Deny", "{AWS: !GetAtt Admin.Arn}", "kms:*");
  private static final String PUBLIC = statement("Allow", "'*'", "kms:Decrypt");

  @TempDir private Path folder;

  private static String statement(String effect, String principal, String action) {
    return "          - {Effect: "
        + effect
        + ", Principal: "
        + principal
        + ", Action: "
        + action
        + ", Resource: '*'}\n";
  }

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.yaml"), before);
    Files.writeString(folder.resolve("after.yaml"), after);
    return CommandRun.in(
        folder,
        "",
        "check",
        "--account",
        "111122223333",
        "--region",
        "us-east-1",
        "--before",
        "before.yaml",
        "--after",
        "after.yaml");
  }

  private static void assertStatus(CommandRun run, int status) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
    assertThat(run.out() + run.err()).doesNotContain("\uFDD0", "\uFDD1", "\uFDD2");
  }

  @Test
  void check_unchanged_passes() throws IOException {
    assertStatus(check(ROLE + OWNER + ADMIN, ROLE + OWNER + ADMIN), ExitStatus.OK);
  }

  @Test
  void check_anotherStatementLessForAnother_passes() throws IOException {
    String use = statement("Allow", "{AWS: 'arn:aws:iam::111122223333:role/App'}", "kms:Encrypt");
    assertStatus(check(ROLE + OWNER + ADMIN + use, ROLE + OWNER + ADMIN), ExitStatus.OK);
  }

  @Test
  @DisplayName("An expression may stand for another value where what it names changed")
  void check_changedRole_isUndecidedAndNamesTheExpression() throws IOException {
    String moved = ROLE.replaceFirst("Properties:", "Properties:\n      Path: /x/");
    CommandRun run = check(ROLE + OWNER + ADMIN, moved + OWNER + ADMIN);
    assertStatus(run, ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("because: the value of `!GetAtt Admin.Arn`");
  }

  @Test
  void check_moreForTheRole_isUndecidedAndNamesTheExpression() throws IOException {
    String more = ADMIN.replace("kms:Decrypt", "kms:Decrypt, kms:Encrypt");
    CommandRun run = check(ROLE + OWNER + ADMIN, ROLE + OWNER + more);
    assertStatus(run, ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("  lockout     passed ", "because: the value of `!GetAtt Admin.Arn`")
        .contains("kms:Encrypt");
  }

  @Test
  @DisplayName("For what is given away, an open Deny counts as not matching")
  void check_publicBesideAnOpenDeny_fails() throws IOException {
    CommandRun run = check(ROLE + OWNER + ADMIN, ROLE + OWNER + ADMIN + GUARD + PUBLIC);
    assertStatus(run, ExitStatus.DENIED);
    assertThat(run.out()).contains("  new-access  failed ", "wildcard-principal");
  }

  @Test
  @DisplayName("For what must stay possible, an open Allow counts as not matching")
  void check_onlyTheRoleAdministers_isUndecidedAndNeverFails() throws IOException {
    CommandRun run = check(ROLE + OWNER + ADMIN, ROLE + ADMIN);
    assertStatus(run, ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("later changes: not known, because of `!GetAtt Admin.Arn`")
        .contains("  lockout     indeterminate 1 key policy, 1 indeterminate\n")
        .doesNotContain("failed ");
  }

  @Test
  @DisplayName("An ARN of which parts are not known is no ARN that no principal has")
  void check_conditionOnTheRole_isUndecidedAndNeverFails() throws IOException {
    for (String arn : List.of("!GetAtt Admin.Arn", "!Sub 'arn:aws:iam::${Other}:role/Admin'")) {
      String only =
          OWNER.replace("'*'}\n", "'*', Condition: {ArnLike: {aws:PrincipalArn: " + arn + "}}}\n");
      CommandRun run = check(ROLE + OWNER, ROLE + only);
      assertStatus(run, ExitStatus.INDETERMINATE);
      assertThat(run.out())
          .contains("  lockout     indeterminate 1 key policy, 1 indeterminate\n")
          .doesNotContain("failed ");
    }
  }

  @Test
  @DisplayName("What was indeterminate before, about the same policy, is listed and does not count")
  void check_undecidedAsBefore_isListedAndPasses() throws IOException {
    CommandRun same = check(ROLE + ADMIN, ROLE + ADMIN + "Outputs: {Id: {Value: x}}\n");
    assertStatus(same, ExitStatus.OK);
    assertThat(same.out())
        .contains("  lockout     passed     1 key policy, 1 indeterminate as before\n")
        .contains("lockout: indeterminate as before: AWS::KMS::Key ")
        .contains("later changes: not known, because of `!GetAtt Admin.Arn`");

    assertStatus(
        check(ROLE + ADMIN, ROLE + ADMIN.replace("kms:Decrypt", "kms:Encrypt")),
        ExitStatus.INDETERMINATE);
    String moved = ROLE.replaceFirst("Properties:", "Properties:\n      Path: /x/");
    CommandRun other = check(ROLE + ADMIN, moved + ADMIN);
    assertThat(other.out()).contains("  lockout     indeterminate 1 key policy, 1 indeterminate\n");
  }

  @Test
  @DisplayName("A policy that is not known at all counts only if it was known or another before")
  void check_unknownAsBefore_isListedAndPasses() throws IOException {
    String open =
        """
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy: !GetAtt Made.Policy
        """;
    CommandRun same = check(open, open + "      Description: x\n");
    assertStatus(same, ExitStatus.OK);
    assertThat(same.out())
        .contains("1 policy not known as before", "1 key policy, 1 not known as before")
        .contains("indeterminate as before: Key: ");
    CommandRun other = check(open, open.replace("Made.Policy", "Other.Policy"));
    assertStatus(other, ExitStatus.INDETERMINATE);
    assertThat(other.out()).contains("  lockout     indeterminate 1 key policy, 1 not known\n");
    assertStatus(check(ROLE + OWNER, open), ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("A statement that may be there hides neither an administrator nor a public key")
  void check_statementUnderIf_isKnownButForWhetherItIsThere() throws IOException {
    String conditions = "Conditions: {Has: !Equals [!Ref AWS::StackName, x]}\n" + ROLE;
    String chosen =
        "          - !If [Has, {Effect: Allow, Principal: {AWS: !GetAtt Admin.Arn},"
            + " Action: kms:Decrypt, Resource: '*'}, !Ref AWS::NoValue]\n";
    assertStatus(check(conditions + OWNER + chosen, conditions + OWNER + chosen), ExitStatus.OK);
    CommandRun open = check(conditions + OWNER, conditions + OWNER + chosen);
    assertStatus(open, ExitStatus.INDETERMINATE);
    assertThat(open.out()).contains("!If Has");
    assertStatus(
        check(conditions + OWNER + chosen, conditions + OWNER + chosen + PUBLIC),
        ExitStatus.DENIED);
    String changed = conditions.replace(", x]", ", y]");
    assertStatus(
        check(conditions + OWNER + chosen, changed + OWNER + chosen), ExitStatus.INDETERMINATE);
  }

  @Test
  void check_nobodyAdministersWhateverTheRole_fails() throws IOException {
    String use = statement("Allow", "{AWS: !GetAtt Admin.Arn}", "kms:Decrypt");
    CommandRun run = check(ROLE + OWNER, ROLE + use);
    assertStatus(run, ExitStatus.DENIED);
    assertThat(run.out()).contains("  lockout     failed ");
  }

  private static final String KEY =
      "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final List<String> PLACE =
      List.of(
          "--account",
          "111122223333",
          "--region",
          "us-east-1",
          "--parameter",
          "Orders=1234abcd-12ab-34cd-56ef-1234567890ab");

  private CommandRun run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(PLACE);
    CommandRun run = CommandRun.in(folder, "", all.toArray(String[]::new));
    assertThat(run.status()).as(String.join(" ", all) + run.err()).isIn(0, 1, 3);
    assertNoCarrier(String.join(" ", all), run.out() + run.err());
    return run;
  }

  private static void assertNoCarrier(String what, String text) {
    assertThat(text)
        .as(what)
        .doesNotContain("\uFDD0", "\uFDD1", "\uFDD2")
        .doesNotContain("\\ufdd0", "\\ufdd1", "\\ufdd2", "\\uFDD0", "{ROLE_NAME");
  }

  @Test
  @DisplayName("No output and no file that a command writes has a mark of an open value")
  void run_everyCommand_printsExpressionsOnly() throws IOException {
    String partner = statement("Allow", "{AWS: !Ref Partner}", "[kms:Decrypt, kms:Decript]");
    String text = "Parameters: {Partner: {Type: String}}\n" + ROLE;
    Files.writeString(folder.resolve("before.yaml"), text + ADMIN);
    Files.writeString(folder.resolve("after.yaml"), text + ADMIN + GUARD + partner + PUBLIC);
    for (String format : List.of("text", "json", "sarif", "markdown")) {
      run("check", "--before", "before.yaml", "--after", "after.yaml", "--format", format);
    }
    for (String format : List.of("text", "json", "sarif")) {
      run("lint", "after.yaml", "--format", format);
    }
    run("lint", "after.yaml", "--baseline", "baseline.json", "--write-baseline");
    String alice = "arn:aws:iam::111122223333:user/alice";
    String admin = "arn:aws:sts::111122223333:assumed-role/Other/s";
    assertThat(run("lockout", "before.yaml", "--caller", admin).out())
        .contains("the value of `!GetAtt Admin.Arn`");
    run("lockout", "after.yaml", "--caller", alice, "--json");
    String[] asked = {"--action", "kms:PutKeyPolicy", "--resource", KEY};
    CommandRun explained =
        run(
            "explain",
            "--policies",
            "before.yaml",
            "--principal",
            admin,
            asked[0],
            asked[1],
            asked[2],
            asked[3]);
    assertThat(explained.out()).contains("indeterminate", "the value of `!GetAtt Admin.Arn`");
    run(
        "explain",
        "--json",
        "--policies",
        "before.yaml",
        "--principal",
        admin,
        asked[0],
        asked[1],
        asked[2],
        asked[3]);
    run("who-can", "kms:Decrypt", KEY, "--policies", "before.yaml");
    run("who-can", "kms:Decrypt", KEY, "--policies", "before.yaml", "--json");
    run("prove", "no-public", "after.yaml", "--json");
    run("prove", "no-new-access", "--before", "before.yaml", "--after", "after.yaml", "--sarif");
    run("import", "--from", "after.yaml", "--out", "imported");
    assertThat(folder.resolve("imported/README.md"))
        .content()
        .contains("the key policy of `Orders` is unknown");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertNoCarrier(file.toString(), Files.readString(file));
      }
    }
  }
}
