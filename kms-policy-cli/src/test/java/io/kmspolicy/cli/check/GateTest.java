package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan says of new principals, of removed denials and of policies that apply to nobody. */
final class GateTest {

  private static final Path PLANS = Path.of("src/test/resources/gate");

  @TempDir private Path folder;

  private static CommandRun check(Path in, String plan) {
    return CommandRun.in(in, "", "check", "--after", plan);
  }

  @Test
  @DisplayName("A Deny of a service control policy that is removed is a row, with its place")
  void check_removedDenyOfServiceControlPolicy_isARow() throws IOException {
    CheckedDirectories directories = new CheckedDirectories(folder);
    String full = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
    String deny =
        "{\"Sid\": \"Keep\", \"Effect\": \"Deny\", \"Action\": \"kms:ScheduleKeyDeletion\","
            + " \"Resource\": \"*\"}";
    for (String side : List.of("before", "after")) {
      Path level = folder.resolve(side).resolve("111122223333/service-control/root");
      Files.createDirectories(level);
      Files.writeString(level.resolve("full.json"), CheckedDirectories.policy(full));
    }
    Files.writeString(
        folder.resolve("before/111122223333/service-control/root/keep.json"),
        CheckedDirectories.policy(deny));

    CommandRun run = directories.check();

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("principals of the account 111122223333: administer\n")
        .contains("    actions: kms:ScheduleKeyDeletion\n")
        .contains(
            "    no longer denied by: 111122223333/service-control/root/keep.json, line 2,"
                + " /Statement/0 (Keep)\n");
  }

  @Test
  @DisplayName("A key policy that names a new role gives access without a word in its own policies")
  void check_newRoleThatAKeyPolicyNames_isNewAccess() {
    assertThat(check(PLANS.resolve("dangerous"), "named-new-role.json").out())
        .contains("  new-access  failed ")
        .contains("caller: arn:aws:sts::111122223333:assumed-role/Fn/")
        .contains("action: kms:Decrypt");
  }

  @Test
  @DisplayName("With keys that are not known a new role counts by what its own policies grant")
  void check_newRoleWithoutKeys_countsByItsOwnPolicies() {
    assertThat(check(PLANS.resolve("harmless"), "role-without-keys.json").out())
        .contains("  new-access  passed ");
    assertThat(check(PLANS.resolve("dangerous"), "role-without-keys.json").out())
        .contains("  new-access  failed ")
        .contains("action: kms:Decrypt");
  }

  @Test
  @DisplayName("A plan that names an account beside a role without one is not decided for any")
  void check_anotherAccountNamed_isUndecided() throws IOException {
    String plan = Files.readString(PLANS.resolve("harmless/role-without-keys.json"));
    Files.writeString(
        folder.resolve("plan.json"),
        plan.replace("s3:GetObject", "s3:GetObject\\\",\\\"arn:aws:iam::111122223333:role/x"));
    CommandRun run = check(folder, "plan.json");
    assertThat(run.out()).contains("the account is not known; state it with --account");
  }

  @ParameterizedTest
  @MethodSource("wildcards")
  void check_changedPolicyWhoseActionsMayBeOfKms_isNotIgnored(String action) throws IOException {
    String plan = Files.readString(PLANS.resolve("harmless/unattached-policy.json"));
    Files.writeString(folder.resolve("plan.json"), plan.replace("sqs:SendMessage", action));
    CommandRun run = check(folder, "plan.json");
    assertThat(run.out()).contains("the change of `aws_iam_policy.queue` is not compared");
    assertThat(run.status()).isNotEqualTo(ExitStatus.OK);
  }

  static List<String> wildcards() {
    return List.of("*", "k*", "KMS:Decrypt", "?ms:Decrypt", "kms:*", "km?:Decrypt");
  }
}
