package io.kmspolicy.cli.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The output and the exit status of {@code kms-policy test}, on copies of the example. */
final class TestCommandTest {

  private static final Path ROOT = Path.of("..");
  private static final Path EXAMPLE = ROOT.resolve("examples/policy-repository");

  @TempDir private Path temp;

  @BeforeEach
  void copyExample() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = temp.resolve("repository").resolve(EXAMPLE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private CommandRun run(String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "test";
    args[1] = "repository";
    System.arraycopy(options, 0, args, 2, options.length);
    return CommandRun.in(temp, "", args);
  }

  private void edit(String file, String from, String to) throws IOException {
    Path path = temp.resolve("repository").resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  @DisplayName("The example has an untested statement on purpose: its coverage is below 100 %")
  void example_untestedStatement_failsTheThreshold() {
    CommandRun run =
        CommandRun.in(ROOT, "", "test", "examples/policy-repository", "--minimum", "100");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("7 scenarios: 7 as expected, 0 failed")
        .contains("policy.json:21:5: statement Deny \"NoDeletion\"\n");
    assertThat(run.err()).isEqualTo("policy coverage of 88.8 % is below the minimum of 100 %\n");
  }

  @Test
  @DisplayName("The mended example passes: its README says how")
  void example_mended_passes() throws Exception {
    String text = Files.readString(temp.resolve("repository/tests/app.jsonl"));
    int last = text.lastIndexOf("\"denied\"");
    Files.writeString(
        temp.resolve("repository/tests/app.jsonl"),
        text.substring(0, last) + "\"explicitDeny\"" + text.substring(last + 8));

    CommandRun run = run("--minimum", "100");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("9 of 9 parts are needed").doesNotContain("not needed by");
  }

  @Test
  @DisplayName("A member that nobody reads gives one warning per file")
  void scenario_unknownMember_isToldOnce() throws Exception {
    edit("tests/auditor.jsonl", "{\"id\"", "{\"reviewer\": \"x\", \"id\"");

    CommandRun run = run();

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .startsWith("warning: repository/tests/auditor.jsonl:1:2: `reviewer` is no member of a");
  }

  @Test
  void text_failedExpectation_hasTheExplanation() throws Exception {
    edit("tests/auditor.jsonl", "allowed", "explicitDeny");

    CommandRun run = run();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .startsWith(
            "FAILED repository/tests/auditor.jsonl:1 auditor-describes: kms:DescribeKey on ")
        .contains("is expected to be denied explicitly, but the decision is allowed\n\nALLOWED\n")
        .contains("\"ReadKeys\" at 111122223333/roles/Auditor/identity/auditor.json:4:5")
        .contains("7 scenarios: 6 as expected, 1 failed");
  }

  @Test
  @DisplayName(
      "A key that a scenario does not state is unknown: `denied` is not met, both halves say why")
  void text_answerThatHangsOnAKey_hasBothHalves() throws Exception {
    edit("tests/app.jsonl", ", \"aws:SourceVpce\": \"vpce-9z9z9z9z\"", "");
    edit(
        "tests/app.jsonl",
        "\"explicitDeny\", \"because\": [\"OnlyThroughTheEndpoint\"]",
        "\"denied\"");

    CommandRun open = run();
    edit(
        "tests/app.jsonl",
        "{\"id\": \"app-not-through",
        "{\"absent\": [\"*\"], \"id\": \"app-not-through");
    CommandRun stated = run();

    assertThat(open.status()).isEqualTo(1);
    assertThat(open.out())
        .contains(
            "is expected to be denied for certain, but the decision is indeterminate: allowed if"
                + " `aws:SourceVpce` is `vpce-1a2b3c4d`, else denied by key policy ")
        .contains(
            "; if everything else is absent, it is explicitDeny\n\nINDETERMINATE: allowed if");
    assertThat(stated.status()).as(stated.out()).isZero();
  }

  @Test
  @DisplayName("A line that cannot be read is named, and the status is 2 even if all others pass")
  void problems_lostInput_isStatusTwo() throws Exception {
    edit("tests/auditor.jsonl", "kms:DescribeKey", "kms:DescribKey");

    CommandRun run = run();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "repository/tests/auditor.jsonl:1: KMS has no action `kms:DescribKey`; did you mean"
                + " `kms:DescribeKey`?\n");
    assertThat(run.out()).contains("6 scenarios: 6 as expected");
  }

  @Test
  @DisplayName("A link to a scenario file that is gone is a lost file, not none")
  void scenarios_danglingLink_isStatusTwo() throws Exception {
    Path link = temp.resolve("repository/tests/gone.jsonl");
    Files.createSymbolicLink(link, temp.resolve("nowhere.jsonl"));

    CommandRun run = run();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("gone.jsonl: there is no such file");
  }

  @Test
  void nothingTested_isStatusTwo() throws Exception {
    Files.writeString(temp.resolve("empty.jsonl"), "\n");

    CommandRun run = run("--scenarios", "empty.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("there is no scenario, so nothing was tested");
  }

  @Test
  void inputs_missing_areNamed() {
    assertThat(run("--scenarios", "none.jsonl").err())
        .contains("none.jsonl: there is no such file");
    assertThat(run("--policies", "none").status()).isEqualTo(2);
    assertThat(run("--minimum", "most").err()).contains("must be a number from 0 to 100");
    assertThat(run("--format", "xml").err()).contains("it must be `text`, `json` or `junit`");
    CommandRun other = CommandRun.in(temp, "", "test", "repository/tests");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("there is no folder `policies` in it");
  }

  @Test
  @DisplayName(
      "JUnit XML has a suite for each file, and a failure for a coverage that is too small")
  void junit_failures_areWellFormed() throws Exception {
    edit("tests/auditor.jsonl", "allowed", "explicitDeny");

    CommandRun run = run("--format", "junit", "--minimum", "100");

    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(run.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(run.status()).isEqualTo(1);
    assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(3);
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(8);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("\"ReadKeys\" at");
  }

  @Test
  void jsonAndFiles_haveTheCoverage() throws Exception {
    CommandRun run = run("--format", "json", "--html", "page.html", "--coverage", "coverage.json");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("{\"scenarios\":7,\"failed\":0,\"problems\":[],\"results\":[{\"file\":")
        .contains("\"percent\": 88.8");
    assertThat(temp.resolve("page.html"))
        .content()
        .contains("Policy coverage: repository/policies");
    assertThat(temp.resolve("coverage.json")).content().contains("\"use\": \"not needed\"");
  }
}
