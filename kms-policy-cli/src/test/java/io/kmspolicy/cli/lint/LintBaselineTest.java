package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lint --baseline}: known findings are recognized, and only new ones count. */
final class LintBaselineTest {

  private static final String STATEMENT =
      "{\"Sid\": \"%s\", \"Effect\": \"Allow\", \"Action\": [\"%s\"], \"Resource\": \"*\"}";

  @TempDir private Path directory;

  private CommandRun lint(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "lint";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.in(directory, "", all);
  }

  private void policy(String name, String... statements) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"Version\": \"2012-10-17\", \"Statement\": [\n" + String.join(",\n", statements) + "]}");
  }

  private static String statement(String sid, String action) {
    return sid.isEmpty()
        ? STATEMENT.replace("\"Sid\": \"%s\", ", "").formatted(action)
        : STATEMENT.formatted(sid, action);
  }

  @BeforeEach
  void writeBaseline() throws IOException {
    policy("p/app.json", statement("Old", "kms:Decrpt"), statement("", "kms:Encrpt"));
    CommandRun run = lint("p", "--baseline", "known.json", "--write-baseline");
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).endsWith("1 policy: 0 errors, 0 warnings, 0 info, 2 known\n");
  }

  @Test
  @DisplayName("Known findings give exit code 0, and those of moved statements are known")
  void lint_movedStatements_areKnown() throws IOException {
    assertThat(lint("p", "--baseline", "known.json").status()).isZero();
    policy(
        "p/app.json",
        statement("Fine", "kms:DescribeKey"),
        "\n\n" + statement("", "kms:Encrpt"),
        statement("Old", "kms:Decrpt"));
    CommandRun run = lint("p", "--baseline", "known.json");
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out()).doesNotContain("unknown-action").contains(", 2 known\n");
  }

  @Test
  void lint_newFinding_isReportedAlone() throws IOException {
    policy(
        "p/app.json",
        statement("Old", "kms:Decrpt"),
        statement("", "kms:Encrpt"),
        statement("New", "kms:Sgn"));
    CommandRun run = lint("p", "--baseline", "known.json");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("kms:Sgn").doesNotContain("`kms:Decrpt`").contains("1 error");
  }

  @Test
  @DisplayName("One more finding like a known one is new")
  void lint_secondEqualFinding_isNew() throws IOException {
    policy(
        "p/app.json",
        statement("Old", "kms:Decrpt"),
        statement("", "kms:Encrpt"),
        statement("", "kms:Encrpt"));
    assertThat(lint("p", "--baseline", "known.json").out()).contains("1 error").contains("2 known");
  }

  @Test
  void lint_goneFinding_isCounted() throws IOException {
    policy("p/app.json", statement("Old", "kms:Decrpt"));
    assertThat(lint("p", "--baseline", "known.json").out())
        .contains("1 finding of the baseline is gone; --write-baseline forgets it\n");
    assertThat(lint("p", "--baseline", "known.json", "--write-baseline").status()).isZero();
    assertThat(lint("p", "--baseline", "known.json").out()).doesNotContain("gone");
  }

  @Test
  @DisplayName("The findings of another file are new; the directory of the run does not matter")
  void lint_fileNames_areRelativeToTheBaseline() throws IOException {
    CommandRun inside =
        CommandRun.in(
            directory.resolve("p"), "", "lint", "app.json", "--baseline", "../known.json");
    assertThat(inside.status()).as(inside.out() + inside.err()).isZero();
    policy("p/other.json", statement("Old", "kms:Decrpt"));
    assertThat(lint("p", "--baseline", "known.json").status()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("known.json")))
        .contains("\"file\": \"p/app.json\"")
        .doesNotContain(directory.toString());
  }

  @Test
  void lint_otherFormats_stateWhatIsKnown() {
    assertThat(lint("p", "--baseline", "known.json", "--format", "json").out())
        .contains("\"findings\": []", "\"known\": [", "\"gone\": 0");
    assertThat(lint("p", "--baseline", "known.json", "--format", "sarif").out())
        .contains("\"baselineState\": \"unchanged\"", "\"justification\": \"in the baseline\"");
    assertThat(lint("p", "--format", "sarif").out()).doesNotContain("baselineState");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"baseline\": \"1\", \"findings\": [{}]} | known.json:1:32: a finding must have a"
            + " `fingerprint`",
        "{\"baseline\": \"2\", \"findings\": []}   | known.json:1:1: the text is no baseline",
        "[1]                                       | known.json:1:1: the text is no baseline",
        "{                                         | known.json:1:"
      })
  @DisplayName("A file that is no baseline is refused, and never overwritten")
  void lint_noBaseline_isRefused(String text, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("known.json"), text);
    for (String[] args :
        new String[][] {
          {"p", "--baseline", "known.json"}, {"p", "--baseline", "known.json", "--write-baseline"}
        }) {
      CommandRun run = lint(args);
      assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
      assertThat(run.err()).contains(message);
    }
    assertThat(file).hasContent(text);
  }

  @Test
  void lint_withoutTheFile_saysWhatWritesIt() {
    assertThat(lint("p", "--baseline", "none.json").err())
        .contains("none.json: there is no such file; --write-baseline writes it");
    assertThat(lint("p", "--write-baseline").status()).isEqualTo(ExitStatus.BAD_INPUT);
  }
}
