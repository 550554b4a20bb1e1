package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @DisplayName("The worst gain is the first row")
  @CsvSource({
    "admin-role, PRINCIPAL, arn:aws:iam::111122223333:role/Fn, administer",
    "change-policy, PRINCIPAL, arn:aws:iam::111122223333:role/Pipeline, administer",
    "condition-removed, ANYONE, anyone, use",
    "delete-key, PRINCIPAL, arn:aws:iam::111122223333:role/App, administer",
    "deny-removed, ACCOUNT, 111122223333, administer",
    "grants, PRINCIPAL, arn:aws:iam::111122223333:role/App, grant",
    "named-new-role, PRINCIPAL, arn:aws:iam::111122223333:role/Fn, use",
    "not-principal, PRINCIPAL, arn:aws:iam::111122223333:user/alice, administer",
    "organization, ORGANIZATION, o-1234567890, use",
    "partner, OTHER_PRINCIPAL, arn:aws:iam::444455556666:role/Reports, use",
    "public, ANYONE, anyone, grant",
    "public-beside-mild, OTHER_ACCOUNT, 444455556666, use",
    "role-without-keys, PRINCIPAL, arn:aws:iam::123456789012:role/Fn, use",
    "service-without-source, SERVICE, logs.us-west-2.amazonaws.com, use",
    "via-service-widened, OTHER_ACCOUNT, 444455556666, use",
    "wildcard-role, PRINCIPAL, arn:aws:iam::111122223333:role/Fn, administer",
  })
  void check_dangerousPlan_hasTheWorstGainFirst(
      String plan, String kind, String principal, String gains) throws IOException {
    CommandRun run =
        CommandRun.in(
            PLANS.resolve("dangerous"), "", "check", "--after", plan + ".json", "--format", "json");
    JsonNode rows = new ObjectMapper().readTree(run.out()).get("parts").get(2).get("gains");
    JsonNode first = rows.get(0);
    assertThat(first.get("kind").asText()).as(rows.toPrettyString()).isEqualTo(kind);
    assertThat(first.get("principal").asText()).isEqualTo(principal);
    assertThat(first.get("gains").asText()).isEqualTo(gains);
    assertThat(first.get("by")).isNotEmpty();
    assertThat(first.get("by").get(0).get("source").asText()).isEqualTo(plan + ".json");
    assertThat(first.get("by").get(0).get("line").asInt()).isPositive();
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
