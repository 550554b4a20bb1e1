package io.kmspolicy.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void replay_missingFile_isNamed() {
    CommandRun run = run("trail.jsonl", "nothing.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("nothing.jsonl: the file cannot be read: there is no such file or folder");
  }

  /** The report is printed all the same. */
  @Test
  void replay_pageThatCannotBeWritten_isExplained() {
    CommandRun run = run("--html", "nothing/page.html", "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("5 judged");
    assertThat(run.err())
        .isEqualTo(
            "--html: nothing/page.html: the page cannot be written: there is no such file or folder"
                + System.lineSeparator());
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
    "--assume-none, spc, `spc` is not a layer; it must be one of `identity`",
    "--assume-none, key-policy, `key-policy` is never none",
    "--assume, a b=c, `a b` cannot be a condition key",
    "--assume, tenant=c, `tenant` cannot be a condition key",
    "--assume, kms:=c, `kms:` cannot be a condition key",
    "--since, yesterday, is not a time",
    "--since, '', --since: `` is not a time",
    "--until, '', --until: `` is not a time",
    "--caller-account, 11112222333, --caller-account: `11112222333` is not an account id",
    "--caller-account, '', --caller-account: `` is not an account id"
  })
  void replay_wrongOption_isExplained(String option, String value, String message) {
    CommandRun run = run(option, value, "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  /** Which keys a request has is not closed, and names of tags and pairs may have any text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:nope=1",
        "kms:EncryptionContext:my tenant=a",
        "aws:PrincipalTag/cost center=1",
        "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE:aud=x"
      })
  void replay_wellFormedConditionKey_isAccepted(String assumed) {
    assertThat(run("--assume", assumed, "trail.jsonl").status()).isZero();
  }

  @Test
  void replay_unknownConditionKey_isWarnedAbout() {
    CommandRun run = run("--assume", "kms:ViaServic=x", "trail.jsonl");

    assertThat(run.status()).isZero();
    assertThat(run.err())
        .contains(
            "--assume: no request to KMS has the condition key `kms:ViaServic`; did you mean");
  }

  /** Whatever cannot be read is counted and named by file and line, and the rest is judged. */
  @ParameterizedTest
  @MethodSource("damages")
  void replay_damagedInput_isNamedAndExitsWith2(String damage, String message) throws IOException {
    CommandRun run = run(trail("trail.jsonl", example() + damage));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("5 judged", "1 lost");
    assertThat(run.err()).contains("trail.jsonl:7: " + message);
  }

  static Stream<Arguments> damages() throws IOException {
    String first = example().lines().findFirst().orElseThrow();
    return Stream.of(
        Arguments.of("{\"eventVersion\": \n", "this is not JSON"),
        Arguments.of("no JSON at all\n", "this is not JSON"),
        Arguments.of("[1, 2]\n", "this is not a CloudTrail record"),
        Arguments.of("{\"eventID\": \"x\"}\n", "this is not a CloudTrail record"),
        Arguments.of(
            first.replace("\"1.11\"", "\"2.0\"") + "\n",
            "`eventVersion` is `2.0`; versions that begin with `1.` can be read"),
        Arguments.of(
            first.replace("\"Decrypt\"", "\"Transmogrify\"") + "\n",
            "the catalogue has no operation `Transmogrify`"),
        Arguments.of(
            first.replace("2026-11-24T09:00:00Z", "yesterday") + "\n",
            "`eventTime` is not a time in UTC"),
        Arguments.of(
            first.replace("\"awsRegion\": \"us-west-2\", ", "") + "\n", "`awsRegion` is missing"));
  }

  @Test
  void replay_truncatedGzip_isNamedAndTheRestIsJudged() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      for (int i = 0; i < 200; i++) {
        out.write(example().replace("00000000-0000", "%08x-0000".formatted(i)).getBytes(UTF_8));
      }
    }
    Path file = directory.resolve("trail.jsonl.gz");
    Files.write(file, Arrays.copyOf(compressed.toByteArray(), compressed.size() - 100));

    CommandRun run = run(file.toAbsolutePath().toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("1 lost");
    assertThat(run.err())
        .containsPattern(
            "trail\\.jsonl\\.gz:\\d+: the file cannot be read further: the gzip member at byte 0 is"
                + " cut off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"Records\": []}", "OTHERS"})
  void replay_nothingOfKms_saysSo(String content) throws IOException {
    String others =
        example().lines().filter(line -> !line.contains("kms.amazonaws.com")).toList().toString();
    CommandRun run =
        run(
            trail(
                "trail.json",
                content.equals("OTHERS") ? "{\"Records\": " + others + "}" : content));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("no event was judged");
  }

  /** The suggestion of the example is also what the page shows. */
  @Test
  void replay_suggest_writesAPolicyThatBreaksNothing() throws IOException {
    String out = directory.resolve("out").toString();

    CommandRun run = run("--suggest", out, "trail.jsonl");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("1 of 1 key policies can allow less");
    Path written =
        directory.resolve(
            "out/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json");
    assertThat(written).hasSameTextualContentAs(EXAMPLES.resolve("suggested-policy.json"));
  }

  /** Neither policies in force nor earlier suggestions are lost, and the report is not begun. */
  @ParameterizedTest
  @CsvSource({
    "policies, --suggest: `policies` exists; nothing is overwritten",
    "trail.jsonl, --suggest: `trail.jsonl` exists; nothing is overwritten",
    "none/out, --suggest: the directory around `none/out` does not exist"
  })
  void replay_suggestToAPlaceThatIsTaken_isRefused(String out, String message) {
    CommandRun run = run("--suggest", out, "nothing.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo(message + "\n");
  }

  @Test
  void replay_suggestJson_hasThePolicy() throws IOException {
    String out = directory.resolve("out").toString();

    JsonNode report =
        new ObjectMapper().readTree(run("--suggest", out, "--json", "trail.jsonl").out());

    assertThat(report.at("/suggested/0/key").asText()).startsWith("arn:aws:kms:");
    assertThat(report.at("/suggested/0/policy/Statement")).hasSize(3);
  }

  /** A record that cannot be read may need what a suggestion leaves out. */
  @Test
  void replay_suggestWithLostRecords_writesNothing() throws IOException {
    Path out = directory.resolve("out");

    CommandRun run =
        run("--suggest", out.toString(), trail("trail.jsonl", example() + "{\"eventVersion\": \n"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("not written: some records could not be read");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--history, --suggest: not together with --history",
    "--caller-account=111122223333, --suggest: not together with",
    "-, --suggest reads the trail twice"
  })
  void replay_suggestWithOtherOptions_isRefused(String argument, String message) {
    CommandRun run = run("--suggest", "out", argument, "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }
}
