package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an option states decides the answer, or the command line is refused. */
final class StatedOptionsTest {

  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** Runs a line in which {@code EMPTY} is an argument without text. */
  private static CommandRun run(Path directory, String line) {
    String[] args =
        Arrays.stream(line.replace("ALICE", ALICE).replace("KEY", KEY).split(" "))
            .map(argument -> argument.equals("EMPTY") ? "" : argument)
            .toArray(String[]::new);
    return CommandRun.in(directory, "", args);
  }

  private static void assertRefused(String line, String message) {
    CommandRun run = run(EXAMPLES, line);
    assertThat(run.err()).as(line).startsWith(message);
    assertThat(run.out()).as(line).isEmpty();
    assertThat(run.status()).as(line).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--key-policy", "--boundary", "--grants", "--endpoint", "--policies"})
  @DisplayName("An empty name is no missing option, which would count as none")
  void explain_emptyName_isRefused(String option) {
    assertRefused(
        "explain --principal ALICE --action kms:Decrypt --resource KEY " + option + " EMPTY",
        option + ": the name is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "lint EMPTY, FILE",
    "lint --baseline EMPTY partner.json, --baseline",
    "prove no-public EMPTY, POLICIES",
    "replay --policies EMPTY trail.jsonl, --policies",
    "lockout key-policy.json --caller ALICE --policies EMPTY, --policies"
  })
  @DisplayName("An empty name is not the working directory")
  void command_emptyName_isRefused(String line, String name) {
    assertRefused(line, name + ": the name is empty");
  }

  @Test
  void help_emptyNameBesides_isPrinted() {
    assertThat(run(EXAMPLES, "explain --help --key-policy EMPTY").status()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "explain --principal ALICE --action kms:Decrypt --resource KEY --resource-account",
    "explain --policies policies --principal ALICE --action kms:Decrypt --resource KEY"
        + " --resource-account",
    "prove no-public key-policy.json --account",
    "prove no-public key-policy.json --key KEY --account",
    "prove no-new-access --before key-policy.json --after key-policy.json --account",
    "prove who-could-ever kms:Decrypt KEY --policies key-policy.json --account",
    "lockout key-policy.json --caller ALICE --account",
    "lockout key-policy.json --caller ALICE --key KEY --account"
  })
  @DisplayName("An answer is not about a key of another account than the stated one")
  void account_otherThanOfTheKey_isRefused(String line) {
    String option = line.substring(line.lastIndexOf(' ') + 1);
    CommandRun run = run(EXAMPLES, line + " 444455556666");
    assertThat(run.err()).startsWith(option + ": the ").contains("`111122223333`");
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run(EXAMPLES, line + " 111122223333").err()).isEmpty();
    assertRefused(line + " 5", option + ": `5` is not an account id");
  }

  @Test
  void check_otherAccountThanOfTheKey_provesNothing() {
    String line = "check --before key-policy.json --after key-policy.json --account ";
    CommandRun run = run(EXAMPLES, line + "444455556666");
    assertThat(run.out()).contains("--account: the key is of the account `111122223333`");
    assertThat(run.out()).doesNotContain("proven").contains("lockout     failed");
    assertThat(run.status()).as("a certain failure beside what could not be read").isEqualTo(1);
    assertThat(run(EXAMPLES, line + "111122223333").out()).contains("proven");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prove no-public key-policy.json --scope document --assume-none scp",
        "explain --principal ALICE --action kms:Decrypt --identity app-policy.json --assume-none"
            + " identity",
        "explain --principal ALICE --action kms:Decrypt --unknown-layer scp --assume-none scp",
        "lockout key-policy.json --caller ALICE --assume-none nothing",
        "lockout key-policy.json --caller ALICE --assume-none key-policy"
      })
  @DisplayName("A layer is not stated as none where another option contradicts it")
  void assumeNone_contradicted_isRefused(String line) {
    assertRefused(line, "--assume-none: ");
  }

  @ParameterizedTest
  @CsvSource({
    "what-can ALICE --policies policies --key alias/misspelled --expect denied, --key: no key of"
        + " the policy directory matches `alias/misspelled`",
    "who-can kms:Decrypt alias/app-orders --policies policies --principal nobody, --principal: no"
        + " principal matches `nobody`"
  })
  @DisplayName("A name that nothing has does not make the answer empty")
  void pattern_matchesNothing_isRefused(String line, String message) {
    assertRefused(line, message);
  }

  @Test
  void whoCan_keyInDirectoryWithoutKeys_isRefused(@TempDir Path empty) {
    CommandRun run = run(empty, "who-can kms:Decrypt alias/app --policies .");
    assertThat(run.err()).isEqualTo("`alias/app` is not in the policy directory; it has no keys\n");
  }

  @Test
  void option_twice_isNamed() {
    assertRefused(
        "explain --principal ALICE --action kms:Decrypt --key-policy a --key-policy b",
        "option `--key-policy` may be given only once\n");
  }

  @Test
  @DisplayName("KMS is not said to refuse a key policy whose characters are not known")
  void lockout_otherEncoding_isNoRefusal(@TempDir Path folder) throws IOException {
    String policy = Files.readString(EXAMPLES.resolve("key-policy.json"));
    Files.writeString(
        folder.resolve("latin.json"),
        policy.replace("Enable", "Überall"),
        StandardCharsets.ISO_8859_1);

    CommandRun lockout = run(folder, "lockout latin.json --caller ALICE");
    assertThat(lockout.err()).isEqualTo("latin.json: the file is not UTF-8; save it in UTF-8\n");
    assertThat(lockout.out()).isEmpty();
    assertThat(lockout.status()).isEqualTo(ExitStatus.BAD_INPUT);

    CommandRun check = run(folder, "check --before latin.json --after latin.json --caller ALICE");
    assertThat(check.out()).contains("lockout     indeterminate 1 key policy, 1 not known");
    assertThat(check.status()).isEqualTo(ExitStatus.BAD_INPUT);

    CommandRun lint = run(folder, "lint --baseline latin.json latin.json");
    assertThat(lint.err()).startsWith("latin.json: the file cannot be read: it is not encoded in");
  }

  @Test
  void fileForDirectory_isNamedAsOne(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("man"));
    CommandRun run = run(folder, "generate-man-pages man");
    assertThat(run.err()).endsWith("man: there is a file or folder with this name\n");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb: allowed", "a\nb: allowed"})
  @DisplayName("A file name makes no line of its own in a message")
  void missingFile_lineBreakInItsName_isEscaped(String name) {
    for (String command : List.of("lint", "evaluate", "replay --policies policies")) {
      List<String> args = new ArrayList<>(List.of(command.split(" ")));
      args.add(name);
      CommandRun run = CommandRun.in(EXAMPLES, "", args.toArray(String[]::new));
      assertThat(run.err()).as(command).doesNotContain("\r").doesNotContain("\nb: allowed");
      assertThat(run.status()).as(command).isEqualTo(ExitStatus.BAD_INPUT);
    }
  }

  @Test
  void consoleCheck_noRegion_isRefused() {
    assertRefused("console-check --identity app-policy.json --region foo", "--region: `foo`");
  }
}
