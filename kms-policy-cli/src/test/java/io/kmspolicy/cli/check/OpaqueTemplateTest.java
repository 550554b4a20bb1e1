package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.io.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(run.out()).contains("open: the value of `!GetAtt Admin.Arn`");
  }

  @Test
  void check_moreForTheRole_isUndecidedAndNamesTheExpression() throws IOException {
    String more = ADMIN.replace("kms:Decrypt", "kms:Decrypt, kms:Encrypt");
    CommandRun run = check(ROLE + OWNER + ADMIN, ROLE + OWNER + more);
    assertStatus(run, ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("  lockout     passed ", "open: the value of `!GetAtt Admin.Arn`")
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
    CommandRun run = check(ROLE + ADMIN, ROLE + ADMIN);
    assertStatus(run, ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .contains("later changes: not known, because of `!GetAtt Admin.Arn`")
        .doesNotContain("failed ");
  }

  @Test
  void check_nobodyAdministersWhateverTheRole_fails() throws IOException {
    String use = statement("Allow", "{AWS: !GetAtt Admin.Arn}", "kms:Decrypt");
    CommandRun run = check(ROLE + OWNER, ROLE + use);
    assertStatus(run, ExitStatus.DENIED);
    assertThat(run.out()).contains("  lockout     failed ");
  }
}
