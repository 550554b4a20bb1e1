package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exit statuses, by the one rule for all commands of {@code docs/cli.md}. */
final class ExitStatusTest {

  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final String EMPTY_PLAN =
      "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": []}}}";

  private static final String OPEN_PLAN =
      """
      {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_kms_key.orders", "mode": "managed", "type": "aws_kms_key", "name": "orders",
         "values": {}}]}},
       "resource_changes": [
        {"address": "aws_kms_key.orders", "mode": "managed", "type": "aws_kms_key", "name": "orders",
         "change": {"actions": ["create"], "before": null, "after": {},
                    "after_unknown": {"policy": true}}}]}
      """;

  private static final String TYPO =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kms:Decrpt", "Resource": "*"}]}
      """;

  @TempDir private Path folder;

  private static CommandRun run(Path in, String line) {
    return CommandRun.in(in, "", line.split(" "));
  }

  static Stream<String> commands() {
    return Subcommands.names().stream().filter(name -> !name.equals("help"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void unknownOption_isBadInputOfEveryCommand(String command) {
    assertThat(run(EXAMPLES, command + " --no-such-option").status())
        .isEqualTo(ExitStatus.BAD_INPUT);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void error_isInternalInOneLineOfEveryCommand(String command) {
    for (Error error : List.of(new OutOfMemoryError("Java heap space"), new StackOverflowError())) {
      OutputStream broken =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw error;
            }
          };
      StringWriter err = new StringWriter();
      CliContext context =
          new CliContext(
              InputStream.nullInputStream(),
              broken,
              new PrintWriter(err, true),
              EXAMPLES,
              false,
              0);
      assertThat(KmsPolicy.run(context, command, "--help")).isEqualTo(ExitStatus.INTERNAL_ERROR);
      assertThat(err.toString().lines().toList())
          .singleElement()
          .asString()
          .startsWith("internal error: " + error);
    }
  }

  @Test
  void error_whileACommandWorks_isInternal() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new StackOverflowError();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            throw new StackOverflowError();
          }
        };
    StringWriter err = new StringWriter();
    CliContext context =
        new CliContext(
            broken,
            OutputStream.nullOutputStream(),
            new PrintWriter(err, true),
            EXAMPLES,
            false,
            0);
    assertThat(KmsPolicy.run(context, "lint", "-")).isEqualTo(ExitStatus.INTERNAL_ERROR);
    assertThat(err).hasToString("internal error: java.lang.StackOverflowError\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | lint key-policy.json",
        "1 | lint partner.json",
        "2 | lint no-such-file.json",
        "0 | explain --principal P --action kms:ListAliases --identity "
            + "policies/111122223333/users/alice/identity/viewer.json",
        "1 | explain --principal P --action kms:Decrypt --resource K",
        "2 | explain --principal P --action kms:Decrypt --identity broken-policy.json",
        "3 | explain --principal P --action kms:Decrypt --unknown-layer identity",
        "0 | evaluate --check --quiet scenarios.jsonl",
        "1 | evaluate --check --quiet scenarios.jsonl damaged.jsonl",
        "2 | evaluate --quiet damaged.jsonl",
        "1 | check --after check/plan.json",
        "2 | check --after partner.json",
        "0 | managed AWSKeyManagementServicePowerUser",
        "2 | managed NoSuchPolicy",
        "2 | import --from no-such-file.json --to nowhere",
        "2 | who-can kms:Decrypt alias/app-orders --policies no-such-folder",
        "2 | what-can P --policies no-such-folder",
        "2 | report no-such-folder --html page.html",
        "2 | replay --policies policies no-such-trail.jsonl",
        "2 | simulate no-such-file.json",
        "2 | test no-such-folder",
        "2 | prove no-public no-such-file.json",
        "2 | lockout no-such-file.json --caller P",
        "2 | console-check --identity no-such-file.json"
      })
  void command_endsWithItsStatus(int status, String line) {
    CommandRun run = run(EXAMPLES, line.replace(" P", " " + ALICE).replace(" K", " " + KEY));
    assertThat(run.status()).as(run.err() + run.out()).isEqualTo(status);
  }

  @Test
  @DisplayName("A plan without policies passes and says so; the report is never empty")
  void plan_withoutPolicies_passes() throws IOException {
    Files.writeString(folder.resolve("plan.json"), EMPTY_PLAN);
    CommandRun check = run(folder, "check --after plan.json");
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.out()).startsWith("check: plan.json\n  nothing about KMS changes\n");
    for (String format : List.of("json", "markdown")) {
      assertThat(run(folder, "check --after plan.json --format " + format).out())
          .contains("nothing about KMS changes");
    }
    CommandRun lint = run(folder, "lint plan.json");
    assertThat(lint.status()).isZero();
    assertThat(lint.out()).startsWith("0 policies: ");
  }

  @Test
  @DisplayName("What is known only after the plan is applied is indeterminate, and named")
  void plan_policyNotKnown_isUndecided() throws IOException {
    Files.writeString(folder.resolve("plan.json"), OPEN_PLAN);
    CommandRun check = run(folder, "check --after plan.json");
    assertThat(check.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(check.out())
        .contains(
            "  indeterminate: aws_kms_key.orders: `policy` is known only after the plan is"
                + " applied\n");
    assertThat(run(folder, "lint plan.json").status()).isEqualTo(ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("A certain finding goes before what could not be checked")
  void lint_findingBesideOpenPolicy_isAFailure() throws IOException {
    Files.writeString(folder.resolve("plan.json"), OPEN_PLAN);
    Files.writeString(folder.resolve("typo.json"), TYPO);
    assertThat(run(folder, "lint typo.json plan.json").status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run(folder, "lint .").status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("A path without any file of a known form is wrong: a check of nothing would pass")
  void folder_withoutKnownFile_isBadInput() throws IOException {
    Files.writeString(folder.resolve("notes.json"), "{\"notes\": []}");
    List<Integer> statuses = new ArrayList<>();
    for (String line : List.of("lint .", "check --before . --after .")) {
      statuses.add(run(folder, line).status());
    }
    assertThat(statuses).containsOnly(ExitStatus.BAD_INPUT);
  }
}
