package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: lint finds the users and roles that do not exist, and settles no others. */
final class LintPrincipalsTest {

  private static final Path PLAN = Path.of("src/test/resources/gate/dangerous/named-new-role.json");
  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String FN = IAM + "role/Fn";
  private static final String TYPO = IAM + "role/Ap";
  private static final String COMPLETE = "principals = complete as of 2026-01-02T00:00:00Z\n";

  @TempDir private Path folder;

  @BeforeEach
  void writeDirectory() throws IOException {
    properties(COMPLETE);
    Path app = Files.createDirectories(folder.resolve("policies/111122223333/roles/App"));
    Files.writeString(app.resolve("role.json"), "{\"Role\": {\"Arn\": \"" + IAM + "role/App\"}}");
  }

  private void properties(String text) throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(folder.resolve("policies/directory.properties"), text);
  }

  private void keyPolicy(String file, String principal) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(
        folder.resolve(file),
        """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
           "Action": "kms:*", "Resource": "*"},
          {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": "%s"},
           "Action": "kms:Decrypt", "Resource": "*"}]}
        """
            .formatted(principal));
  }

  private CommandRun lint(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "lint";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.in(folder, "", all);
  }

  private CommandRun plan(String timestamp, String principal) throws IOException {
    Files.writeString(
        folder.resolve("plan.json"),
        Files.readString(PLAN)
            .replace("\\\"" + FN + "\\\"", "\\\"" + principal + "\\\"")
            .replaceFirst(
                "\"format_version\"", "\"timestamp\": \"" + timestamp + "\", \"format_version\""));
    return lint("plan.json", "--policies", "policies");
  }

  @Test
  @DisplayName("A role that a complete directory does not have is an error with the nearest name")
  void role_thatDoesNotExist_isFound() throws IOException {
    keyPolicy("key.json", TYPO);
    CommandRun run = lint("key.json", "--policies", "policies");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains(
            "key.json:4:50: error: KMS refuses the key policy, because `"
                + TYPO
                + "` does not exist: it was not among the users and roles of its account at"
                + " 2026-01-02T00:00:00Z",
            "[principal-not-found]",
            "write `" + IAM + "role/App` if it is meant");
    assertThat(run.err()).isEmpty();
    assertThat(lint("key.json").out()).doesNotContain("principal-not-found");
    keyPolicy("key.json", IAM + "role/App");
    assertThat(lint("key.json", "--policies", "policies").status()).isZero();
  }

  @Test
  @DisplayName("A policy directory that is linted says itself which roles exist")
  void directory_saysWhichRolesExist() throws IOException {
    keyPolicy(
        "policies/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json",
        TYPO);
    CommandRun run = lint("policies");
    assertThat(run.out()).contains("[principal-not-found]");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    properties("");
    assertThat(lint("policies").out()).doesNotContain("principal-not-found");
  }

  @Test
  @DisplayName("Accounts of a directory that states their organization are not strangers")
  void directory_statesTheOrganization_ofItsAccounts() throws IOException {
    String key = "/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json";
    keyPolicy("policies/111122223333/keys/us-west-2" + key, "arn:aws:iam::444455556666:root");
    keyPolicy("policies/444455556666/keys/us-west-2" + key, "arn:aws:iam::777788889999:root");
    String rule = "[cross-account-without-org]";

    properties("");
    assertThat(lint("policies").out().split(Pattern.quote(rule), -1)).hasSize(3);
    properties("organization = o-a1b2c3d4e5");
    assertThat(lint("policies").out())
        .contains("777788889999:root` of another account is allowed")
        .doesNotContain("444455556666:root` of another account is allowed");
  }

  @Test
  @DisplayName("What is not settled is listed, with what is known of it")
  void role_thatIsNotSettled_isListed() throws IOException {
    properties("");
    keyPolicy("key.json", TYPO);
    CommandRun open = lint("key.json", "--policies", "policies");
    assertThat(open.status()).isZero();
    assertThat(open.err())
        .isEqualTo("key.json: must exist before this is applied:\n  " + TYPO + "\n");
    assertThat(lint("-q", "key.json", "--policies", "policies").err()).isEmpty();
    properties(COMPLETE);
    keyPolicy("key.json", "arn:aws:iam::444455556666:role/Ap");
    CommandRun foreign = lint("key.json", "--policies", "policies");
    assertThat(foreign.status()).isZero();
    assertThat(foreign.err()).contains("  arn:aws:iam::444455556666:role/Ap\n");
  }

  @Test
  @DisplayName("Of a plan, the directory counts if it is not older; roles of the plan are awaited")
  void plan_isComparedWithItsTime() throws IOException {
    assertThat(plan("2026-01-01T00:00:00Z", TYPO).out()).contains("[principal-not-found]");
    CommandRun newer = plan("2026-01-02T00:00:01Z", TYPO);
    assertThat(newer.out()).doesNotContain("principal-not-found");
    assertThat(newer.err()).contains("  " + TYPO + ": it was not among");
    CommandRun created = plan("2026-01-01T00:00:00Z", FN);
    assertThat(created.out()).doesNotContain("principal-not-found");
    assertThat(created.err())
        .contains("  " + FN + ": `aws_iam_role.fn` of the same change creates it");
  }

  @Test
  void policies_thatAreNoFolder_areRefused() throws IOException {
    keyPolicy("key.json", TYPO);
    CommandRun run = lint("key.json", "--policies", "nowhere");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .isEqualTo("--policies: `nowhere` is no folder; a policy directory is needed\n");
  }
}
