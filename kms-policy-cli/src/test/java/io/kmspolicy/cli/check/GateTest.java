package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.io.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of a day's work, which pass, and plans that give access away, which fail. */
final class GateTest {

  private static final Path PLANS = Path.of("src/test/resources/gate");

  @TempDir private Path folder;

  private static List<String> plans(String kind) throws IOException {
    try (Stream<Path> files = Files.list(PLANS.resolve(kind))) {
      List<String> plans = files.map(Path::getFileName).map(Path::toString).sorted().toList();
      assertThat(plans).hasSizeGreaterThanOrEqualTo(12);
      return plans;
    }
  }

  static List<String> harmless() throws IOException {
    return plans("harmless");
  }

  static List<String> dangerous() throws IOException {
    return plans("dangerous");
  }

  private static CommandRun check(Path in, String plan) {
    return CommandRun.in(in, "", "check", "--after", plan);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void check_changeWithoutMeaningForKms_passes(String plan) {
    CommandRun run = check(PLANS.resolve("harmless"), plan);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.OK);
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void check_changeThatGivesAccess_fails(String plan) {
    CommandRun run = check(PLANS.resolve("dangerous"), plan);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.DENIED);
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
