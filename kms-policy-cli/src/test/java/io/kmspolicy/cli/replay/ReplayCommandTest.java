package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  @TempDir Path directory;

  private static CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "replay";
    all[1] = "--policies";
    all[2] = "policies";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return CommandRun.in(EXAMPLES, "", all);
  }

  private String trail(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    return file.toAbsolutePath().toString();
  }

  private static String example() throws IOException {
    return Files.readString(EXAMPLES.resolve("trail.jsonl"));
  }

  @Test
  void replay_json_hasMatrixAndQuestions() throws IOException {
    CommandRun run = run("--json", "--proposed", "proposed", "trail.jsonl");

    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(run.status()).isEqualTo(1);
    assertThat(report.at("/records/judged").asInt()).isEqualTo(5);
    assertThat(report.at("/records/otherServices").asInt()).isEqualTo(1);
    assertThat(report.at("/matrix")).hasSize(2);
    assertThat(report.at("/proposed/breaks/events").asInt()).isEqualTo(2);
    assertThat(report.at("/proposed/breaks/questions/0/caller").asText())
        .isEqualTo("arn:aws:iam::111122223333:role/App");
    assertThat(report.at("/proposed/breaks/questions/0/reason").asText())
        .contains("OnlyThroughTheEndpoint");
  }

  /** AWS's answer and the certain denial of the policies contradict each other. */
  @Test
  void replay_falseDenial_isReportedAndFails() throws IOException {
    String allowed =
        example().lines().filter(line -> line.contains("AccessDenied")).findFirst().orElseThrow();
    String trail =
        trail(
            "trail.json",
            "{\"Records\": ["
                + allowed.replaceAll(
                    ", \"errorCode\": \"AccessDenied\", \"errorMessage\": \"[^\"]*\"", "")
                + "]}");

    CommandRun run = run(trail);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("denied: FALSE DENIAL", "OnlyThroughTheEndpoint");
  }

  @Test
  void replay_damagedRecord_isNamedAndTheRestIsJudged() throws IOException {
    CommandRun run = run(trail("trail.jsonl", example() + "{\"eventVersion\": \n"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("5 judged");
    assertThat(run.err()).contains("trail.jsonl:7: this is not JSON");
  }

  @Test
  void replay_unknownOperation_isNamed() throws IOException {
    CommandRun run =
        run(trail("trail.jsonl", example().replace("\"DescribeKey\"", "\"Transmogrify\"")));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("trail.jsonl:5: the catalogue has no operation `Transmogrify`");
  }

  @Test
  void replay_missingFile_isNamed() {
    CommandRun run = run("trail.jsonl", "nothing.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("nothing.jsonl: the file cannot be read");
  }

  @Test
  void replay_directory_readsItsTrailsInOrder() throws IOException {
    Files.createDirectories(directory.resolve("2026/11"));
    Files.writeString(directory.resolve("2026/11/a.jsonl"), example());
    Files.writeString(directory.resolve("2026/readme.txt"), "not a trail");

    assertThat(run(directory.toAbsolutePath().toString()).out()).contains("5 judged");
  }

  @Test
  void replay_historyOfStandardInput_isRefused() {
    CommandRun run = run("--history", "-");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--history reads the trail twice");
  }

  /** The trail records a key policy that denies everything, so what follows is a false denial. */
  @Test
  void replay_history_decidesOnTheRecordedPolicy() throws IOException {
    String put =
        example()
            .lines()
            .findFirst()
            .orElseThrow()
            .replace("\"Decrypt\"", "\"PutKeyPolicy\"")
            .replace("2026-11-24T09:00:00Z", "2026-11-24T06:00:00Z")
            .replace(
                "{\"encryptionContext\": {\"tenant\": \"a\"}, \"encryptionAlgorithm\":"
                    + " \"SYMMETRIC_DEFAULT\"}",
                "{\"policy\": \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\":"
                    + " {\\\"Effect\\\": \\\"Deny\\\", \\\"Principal\\\": \\\"*\\\","
                    + " \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"*\\\"}}\"}");

    CommandRun run = run("--history", trail("trail.jsonl", put + "\n" + example()));

    assertThat(run.out())
        .contains("         4  allowed                                       denied: FALSE DENIAL");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void replay_unusedJson_listsEveryStatement() throws IOException {
    JsonNode report = new ObjectMapper().readTree(run("--unused", "--json", "trail.jsonl").out());

    assertThat(report.at("/usage/parts").findValuesAsText("use"))
        .contains("needed", "neverMatched");
    assertThat(report.at("/usage/parts/0/owner").asText()).startsWith("arn:aws:kms:");
  }

  @Test
  void replay_unusedWithHistory_isRefused() {
    assertThat(run("--unused", "--history", "trail.jsonl").err())
        .contains("--unused: not together with --history");
  }

  @Test
  void replay_noEventChosen_fails() {
    CommandRun run = run("--since", "2027-01-01", "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("no event was judged");
  }

  @Test
  void replay_since_choosesEvents() {
    assertThat(run("--since", "2026-11-24T09:30:00Z", "trail.jsonl").out())
        .contains("1 judged, 4 not chosen");
  }

  @ParameterizedTest
  @CsvSource({
    "--assume, tenant, is not of the form KEY=VALUE",
    "--assume-none, scp, is not a layer",
    "--since, yesterday, is not a time"
  })
  void replay_wrongOption_isExplained(String option, String value, String message) {
    CommandRun run = run(option, value, "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }
}
