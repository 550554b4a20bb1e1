package io.kmspolicy.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.KmsPolicy;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.CommandOutput;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.testing.batch.ScenarioId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateCommandTest {

  /** The labeled scenarios of the engine tests. */
  private static final Path CORPUS = Path.of("../kms-policy-engine/src/test/resources/corpus");

  private static final String DENIED =
      "{\"id\":\"%s\",\"request\":{\"principal\":\"arn:aws:iam::111122223333:user/alice\","
          + "\"action\":\"kms:Decrypt\",\"resource\":"
          + "\"arn:aws:kms:us-west-2:111122223333:key/1234abcd\"}%s}";

  @TempDir private Path directory;

  private static String scenario(String id) {
    return DENIED.formatted(id, "");
  }

  private CommandRun evaluate(String input, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "evaluate";
    System.arraycopy(args, 0, all, 1, args.length);
    all[all.length - 1] = "-";
    return CommandRun.in(directory, input, all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check", "--reference"})
  @DisplayName("Every input line gives one output line, in the same order")
  void evaluate_corpus_givesOneLineEach(String option) throws IOException {
    CommandRun run = CommandRun.in(CORPUS, "", "evaluate", option, "handchecked.jsonl");

    List<String> out = run.out().lines().toList();
    List<String> in = Files.readAllLines(CORPUS.resolve("handchecked.jsonl"));
    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(out).hasSameSizeAs(in);
    for (int i = 0; i < in.size(); i++) {
      String id = ScenarioId.find(in.get(i).getBytes(StandardCharsets.UTF_8)).orElseThrow();
      assertThat(out.get(i)).startsWith("{\"id\":\"" + id + "\",\"decision\":\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check", "--explain"})
  @DisplayName("Scenarios that share policies have the output of the reference, byte for byte")
  void evaluate_corpusTwice_printsWhatTheReferencePrints(String option) {
    String[] files = {"handchecked.jsonl", "services-sample.jsonl", "handchecked.jsonl"};
    List<String> args = new ArrayList<>(List.of("evaluate", option));
    args.addAll(List.of(files));
    CommandRun shared = CommandRun.in(CORPUS, "", args.toArray(new String[0]));
    args.add("--reference");
    CommandRun reference = CommandRun.in(CORPUS, "", args.toArray(new String[0]));

    assertThat(shared.out()).isNotEmpty().isEqualTo(reference.out());
    assertThat(shared.err()).isEqualTo(reference.err());
  }

  @Test
  @DisplayName("--check counts by file and in total")
  void check_twoFiles_printsATable() {
    CommandRun run =
        CommandRun.in(
            CORPUS, "", "evaluate", "--check", "-q", "handchecked.jsonl", "services-sample.jsonl");

    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "file n right wrong imprecise unlabelled unreadable",
            "handchecked.jsonl 98 98 0 0 0 0",
            "services-sample.jsonl 24 24 0 0 0 0",
            "total 122 122 0 0 0 0");
  }

  @Test
  @DisplayName("--check distinguishes wrong from imprecise and exits with 1")
  void check_differences_areNamed() {
    String wrong = DENIED.formatted("w", ",\"expected\":{\"decision\":\"allowed\"}");
    String unknown = ",\"unknown\":{\"policies\":[\"serviceControl\",\"key\"]}";
    String imprecise =
        DENIED.formatted("i", unknown + ",\"expected\":{\"decision\":\"implicitDeny\"}");

    CommandRun run = evaluate(wrong + "\n" + imprecise + "\n" + scenario("n"), "--check");

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.err())
        .contains(
            "-:1: w: implicitDeny, expected allowed (wrong)",
            "-:2: i: indeterminate, expected implicitDeny (imprecise)");
    assertThat(run.err().lines().skip(1).findFirst().orElseThrow().replaceAll(" +", " "))
        .isEqualTo("- 3 0 1 1 1 0");
  }

  @Test
  @DisplayName(
      "An invalid line is reported with its id, its number and the reason; the next lines are"
          + " decided")
  void evaluate_badLines_areReportedInPlace() {
    String broken = "{\"id\":\"b\",\"request\":";
    String input = scenario("a") + "\n\n  \r\n" + broken + "\nnonsense\n" + scenario("c") + "\n";

    CommandRun run = evaluate(input);

    List<String> out = run.out().lines().toList();
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(out).hasSize(4);
    assertThat(out.get(0)).isEqualTo("{\"id\":\"a\",\"decision\":\"implicitDeny\"}");
    assertThat(out.get(1)).startsWith("{\"id\":\"b\",\"line\":4,\"error\":\"-:4:");
    assertThat(out.get(2)).startsWith("{\"id\":null,\"line\":5,\"error\":\"-:5:1: ");
    assertThat(out.get(3)).isEqualTo("{\"id\":\"c\",\"decision\":\"implicitDeny\"}");
    assertThat(run.err()).isEqualTo("2 lines could not be read\n");
  }

  @Test
  @DisplayName("A line that is not UTF-8 is invalid")
  void evaluate_notUtf8_isABadLine() {
    byte[] input = "{\"id\":\"a\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);

    CommandRun run = CommandRun.run(directory, input, false, "evaluate", "-");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).contains("UTF-8");
  }

  @Test
  @DisplayName("Ids with special characters are written as valid JSON")
  void evaluate_strangeId_isEscaped() {
    CommandRun run = evaluate(scenario("\\\"\\u0007\u00e9\\ud83d\\ude00"));

    assertThat(run.out())
        .isEqualTo("{\"id\":\"\\\"\\u0007\u00e9\ud83d\ude00\",\"decision\":\"implicitDeny\"}\n");
  }

  @Test
  @DisplayName("--explain adds the explanation as JSON")
  void explain_everyLine_isOneObject() throws IOException {
    CommandRun run = evaluate(scenario("a") + "\n" + scenario("b"), "--explain");

    assertThat(run.out().lines()).hasSize(2);
    try (JsonParser parser = new JsonFactory().createParser(run.out())) {
      int objects = 0;
      while (parser.nextToken() != null) {
        parser.skipChildren();
        objects++;
      }
      assertThat(objects).isEqualTo(2);
    }
    assertThat(run.out().lines())
        .allMatch(line -> line.contains(",\"explanation\":{\"decision\":\"implicitDeny\","));
  }

  @Test
  @DisplayName("A member that nobody reads gives one warning per file, a misspelled one an error")
  void evaluate_unknownMember_isToldOnce() throws IOException {
    String noted = scenario("a").replaceFirst("\\{", "{\"reviewer\":\"x\",\"rule\":\"1.1\",");
    Files.writeString(directory.resolve("one.jsonl"), noted + "\n" + noted + "\n");

    CommandRun run = CommandRun.in(directory, noted, "evaluate", "one.jsonl", "-");
    CommandRun misspelled = evaluate(scenario("b").replaceFirst("\\{", "{\"polices\":{},"));

    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.err().lines())
        .containsExactly(
            "warning: one.jsonl:1:2: `reviewer` is no member of a scenario and is ignored (at"
                + " /reviewer)",
            "warning: -:1:2: `reviewer` is no member of a scenario and is ignored (at /reviewer)");
    assertThat(misspelled.status()).isEqualTo(2);
    assertThat(misspelled.out()).contains("did you mean `policies`?");
  }

  @Test
  @DisplayName("A missing file is reported, and the other files are decided")
  void evaluate_missingFile_goesOn() throws IOException {
    Files.writeString(directory.resolve("there.jsonl"), scenario("a"));

    CommandRun run = CommandRun.in(directory, "", "evaluate", "away.jsonl", "there.jsonl");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).isEqualTo("away.jsonl: there is no such file\n");
    assertThat(run.out()).isEqualTo("{\"id\":\"a\",\"decision\":\"implicitDeny\"}\n");
  }

  @Test
  @DisplayName("Long lines and empty input are read")
  void evaluate_longLineAndNoLine_read() {
    String padding = ",\"note\":\"" + "x".repeat(60_000) + "\"";

    assertThat(evaluate(DENIED.formatted("long", padding)).status()).isEqualTo(ExitStatus.OK);
    CommandRun nothing = evaluate("");
    assertThat(nothing.status()).isEqualTo(ExitStatus.OK);
    assertThat(nothing.out()).isEmpty();
  }

  @Test
  @DisplayName("Policies too large for the tables are decided by the reference")
  void evaluate_hugePolicy_isDecided() {
    String statement = "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}";
    String statements = String.join(",", Collections.nCopies(100_001, statement));
    String policies =
        ",\"policies\":{\"identity\":[{\"name\":\"p\",\"document\":{\"Version\":\"2012-10-17\","
            + "\"Statement\":["
            + statements
            + "]}}]}";

    CommandRun run = evaluate(DENIED.formatted("huge", policies));

    assertThat(run.out()).isEqualTo("{\"id\":\"huge\",\"decision\":\"implicitDeny\"}\n");
  }

  @Test
  @DisplayName("A check of no label is no check")
  void evaluate_checkWithoutLabels_exitsWithTwo() {
    CommandRun run = evaluate(scenario("a"), "--check");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("no scenario has a label (`expected`), so nothing was checked");
    assertThat(evaluate("", "--check").status()).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @Test
  @DisplayName("Progress is shown on a terminal only")
  void progress_noTerminal_isSilent() {
    assertThat(evaluate(scenario("a")).err()).isEmpty();
    byte[] input = scenario("a").getBytes(StandardCharsets.UTF_8);
    assertThat(CommandRun.run(directory, input, true, "evaluate", "-").err()).contains("\u001b[K");
  }

  @Test
  @DisplayName("A batch ends when its output is closed, as by `head`; this is no error")
  void evaluate_outputClosed_endsTheBatch() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new CommandOutput.ReaderGone(new IOException("whatever the system says"));
          }
        };
    StringWriter err = new StringWriter();
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(), closed, new PrintWriter(err, true), CORPUS, false, 0);

    int status = KmsPolicy.run(context, "evaluate", "--explain", "handchecked.jsonl", "-");

    assertThat(status).isEqualTo(ExitStatus.OK);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate --nonsense x", "evaluate --check --nonsense", "nonsense"})
  @DisplayName("An invalid command line is reported in two lines and exits with 2")
  void commandLine_wrong_exitsWithTwo(String line) {
    CommandRun run = CommandRun.in(directory, "", line.split(" "));

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2).last().asString().matches("see kms-policy.* --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "evaluate --help", "explain --help"})
  @DisplayName("Help and version go to standard output and exit with 0")
  void help_everyCommand_exitsWithZero(String line) {
    CommandRun run = CommandRun.in(directory, "", line.split(" "));

    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).contains("kms-policy");
    assertThat(run.err()).isEmpty();
  }
}
