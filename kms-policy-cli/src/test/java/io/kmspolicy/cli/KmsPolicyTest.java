package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.CommandOutput;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command prints its options and its version, as {@code docs/cli.md} documents. */
final class KmsPolicyTest {

  private static CommandRun run(String... args) {
    return CommandRun.in(Path.of(""), "", args);
  }

  @ParameterizedTest(name = "{0} --help, --version")
  @ValueSource(
      strings = {
        "evaluate",
        "explain",
        "lint",
        "lockout",
        "who-can",
        "what-can",
        "console-check",
        "managed",
        "prove",
        "simulate"
      })
  void command_helpAndVersion_arePrinted(String command) {
    CommandRun help = run(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage: kms-policy " + command, "--help");
    assertThat(run(command, "--version").out()).contains(", catalogue of 20");
    assertThat(run("--help").out()).contains("  " + command + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "lnt, there is no command `lnt`; did you mean `lint`?",
    "who-cann kms:Decrypt x, there is no command `who-cann`; did you mean `who-can`?",
    "zzzzzzzz, there is no command `zzzzzzzz`",
    "version, there is no command `version`; did you mean `--version`?",
    "lint --fail-onn error x, there is no option `--fail-onn`; did you mean `--fail-on`?"
  })
  void command_misspelled_isSuggested(String line, String message) {
    CommandRun run = run(line.split(" "));
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err().lines().findFirst()).contains(message);
  }

  @Test
  void arguments_atSign_isNotReadAsAFile() {
    CommandRun run = run("lint", "@arguments.txt");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).isEqualTo("@arguments.txt: there is no such file\n");
  }

  private static final String[] ASKED = {
    "lint partner.json",
    "lint --format sarif partner.json",
    "evaluate scenarios.jsonl",
    "explain --principal arn:aws:iam::111122223333:user/alice --action kms:Decrypt",
    "managed ReadOnlyAccess",
    "managed AWSKeyManagementServicePowerUser",
    "console-check --identity policies/111122223333/users/alice/identity/viewer.json",
    "simulate simulate.json",
    "what-can arn:aws:iam::111122223333:role/App --policies policies",
    "who-can kms:Decrypt alias/app-orders --policies policies",
    "who-can kms:Decrypt alias/app-orders --diff policies proposed",
    "prove no-public key-policy.json",
    "replay --policies policies trail.jsonl",
    "lockout key-policy.json --caller arn:aws:iam::111122223333:user/alice",
    "--help"
  };

  private static CommandRun failing(String line, IOException failure) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw failure;
          }
        };
    StringWriter err = new StringWriter();
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            out,
            new PrintWriter(err, true),
            Path.of("../docs/examples"),
            false,
            0);
    return new CommandRun(KmsPolicy.run(context, line.split(" ")), "", err.toString());
  }

  @Test
  void output_lost_isAnErrorOfEveryCommand() {
    for (String line : ASKED) {
      CommandRun run = failing(line, new IOException("No space left on device"));
      assertThat(run.status()).as(line).isEqualTo(ExitStatus.BAD_INPUT);
      if (!line.contains("ReadOnlyAccess")) {
        assertThat(run.err())
            .as(line)
            .containsOnlyOnce("standard output cannot be written: No space left on device");
      }
    }
  }

  @Test
  void output_closedByItsReader_isNoError() {
    IOException gone = new CommandOutput.ReaderGone(new IOException("Tuberia rota"));
    for (String line : ASKED) {
      CommandRun run = failing(line, gone);
      assertThat(run.err()).as(line).doesNotContain("Tuberia rota", "standard output");
      assertThat(run.status()).as(line).isNotEqualTo(ExitStatus.INTERNAL_ERROR);
    }
    assertThat(failing("evaluate scenarios.jsonl", gone).status()).isZero();
  }

  @Test
  void output_failureWithTheTextOfAClosedPipe_isAnError() {
    CommandRun run = failing("lint partner.json", new IOException("Broken pipe"));
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("standard output cannot be written: Broken pipe");
  }

  @Test
  void names_controlCharacters_areEscapedInEveryTextOutput() throws IOException {
    String name = "a\u001b[31m\u2028\u202eb.json";
    CommandRun missing = run("lint", name);
    CommandRun scenario = run("evaluate", "--check", name);
    CommandRun identity = run("console-check", "--identity", name);
    for (CommandRun run : List.of(missing, scenario, identity)) {
      assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(run.out() + run.err())
          .contains("a\\u001b[31m\\u2028\\u202eb.json")
          .doesNotContain("\u001b", "\u2028", "\u202e");
    }
  }
}
