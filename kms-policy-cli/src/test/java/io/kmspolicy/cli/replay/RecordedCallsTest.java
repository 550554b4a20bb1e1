package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code explain --event} and {@code explain --error}. */
class RecordedCallsTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String USER =
      "An error occurred (AccessDeniedException) when calling the Decrypt operation: User:"
          + " arn:aws:sts::111122223333:assumed-role/App/i-0abc is not authorized to perform: ";

  private static final String UNNAMED =
      " because the resource does not exist in this Region, no resource-based policies allow"
          + " access, or a resource-based policy explicitly denies access";

  @TempDir Path directory;

  private static CommandRun explain(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "explain";
    all[1] = "--policies";
    all[2] = "policies";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return CommandRun.in(EXAMPLES, "", all);
  }

  @Test
  void explain_eventAtALine_namesTheDenyingStatement() {
    CommandRun run = explain("--event", "trail.jsonl:3");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("AWS: denied (key policy)\npolicies: denied\n")
        .contains("OnlyThroughTheEndpoint");
  }

  @Test
  void explain_fileWithOneEvent_isExplained() throws IOException {
    Path file = directory.resolve("record.json");
    Files.writeString(
        file, Files.readString(EXAMPLES.resolve("trail.jsonl")).lines().findFirst().orElseThrow());

    CommandRun run = explain("--json", "--event", file.toAbsolutePath().toString());

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(run.status()).isEqualTo(0);
    assertThat(json.at("/aws").asText()).isEqualTo("allowed");
    assertThat(json.at("/checks/0/decision").asText()).isNotEmpty();
  }

  @Test
  void explain_redact_withholdsTheEncryptionContext() {
    String shown = explain("--event", "trail.jsonl:1").out();
    String withheld = explain("--redact", "--event", "trail.jsonl:1").out();

    assertThat(shown).contains("kms:EncryptionContext:tenant: the request has \"a\"");
    assertThat(withheld).doesNotContain("the request has \"a\"");
  }

  @Test
  void explain_severalEvents_asksForALine() {
    CommandRun run = explain("--event", "trail.jsonl");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("there are several KMS events; choose one as FILE:LINE");
  }

  /** A message without a reason may end a sentence, or be part of a text that quotes it. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "\"}", ")", "' (Service: Kms, Status Code: 400)", "\\n"})
  void explain_textAfterTheKey_isNotPartOfIt(String rest) {
    CommandRun run = explain("--error", USER + "kms:Decrypt on resource: " + KEY + rest);

    assertThat(run.out()).contains("  resource  " + KEY + "\n");
  }

  private String trail(String content) throws IOException {
    Path file = directory.resolve("trail.json");
    Files.writeString(file, content);
    return file.toAbsolutePath().toString();
  }

  private static List<String> records() throws IOException {
    return Files.readAllLines(EXAMPLES.resolve("trail.jsonl"));
  }

  /** A file that CloudTrail delivers is one line, so reports number its records. */
  @Test
  void explain_eventOfADeliveredFile_isFoundByItsNumber() throws IOException {
    String delivered = trail("{\"Records\": [" + String.join(",", records()) + "]}");

    CommandRun third = explain("--event", delivered + ":1:3");
    CommandRun replayed =
        CommandRun.in(
            EXAMPLES, "", "replay", "--policies=policies", "--proposed=proposed", delivered);

    assertThat(third.out()).isEqualTo(explain("--event", "trail.jsonl:3").out());
    assertThat(replayed.out()).contains("first at " + delivered + ":1:1");
    assertThat(explain("--event", delivered + ":1:1").out())
        .isEqualTo(explain("--event", "trail.jsonl:1").out());
  }

  @Test
  void explain_lineOfADeliveredFile_asksForANumber() throws IOException {
    String delivered = trail("{\"Records\": [" + String.join(",", records()) + "]}");

    assertThat(explain("--event", delivered + ":1").err())
        .contains("several KMS events on line 1; choose one as FILE:LINE:NUMBER");
    assertThat(explain("--event", delivered + ":1:99").err())
        .contains("there is no KMS event on line 1, record 99");
  }

  /** Reports give the first record of a line without a number. */
  @Test
  void explain_lineOfSeveralRecords_isTheFirst() throws IOException {
    String two = trail(records().get(0) + records().get(2));

    assertThat(explain("--event", two + ":1").out())
        .isEqualTo(explain("--event", "trail.jsonl:1").out())
        .isEqualTo(explain("--event", two + ":1:1").out());
    assertThat(explain("--event", two + ":1:2").out())
        .isEqualTo(explain("--event", "trail.jsonl:3").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing.jsonl", "nothing.jsonl:1", "trail.jsonl:0", "trail.jsonl:x"})
  void explain_placeThatIsNone_isExplained(String place) {
    CommandRun run = explain("--event", place);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "--event: "
                + place
                + ": there is no such file; an event in a file is FILE:LINE or FILE:LINE:NUMBER,"
                + " counted from 1");
  }

  /** The damage of another line is no answer. */
  @Test
  void explain_damagedLines_namesTheDamageOfTheLine() throws IOException {
    String noTime = records().get(0).replace("\"eventTime\"", "\"time\"");
    String damaged = trail("damaged\n" + noTime + "\n" + records().get(0) + "\n");

    assertThat(explain("--event", damaged + ":2").err()).contains(":2: `eventTime` is missing");
    assertThat(explain("--event", damaged + ":9").err())
        .contains("there is no KMS event on line 9")
        .doesNotContain("JSON");
  }

  /** A file that cannot be read as far as the line is the reason that it has no event there. */
  @Test
  void explain_lineBehindTheDamage_namesTheDamageToo() throws IOException {
    String damaged = trail(records().get(0) + "\n{\"Records\": [?");

    assertThat(explain("--event", damaged + ":9").err())
        .contains(
            "there is no KMS event on line 9; before it, " + damaged + ":2: this is not JSON");
  }

  @Test
  void explain_lineWithoutAnEvent_isNamed() {
    CommandRun run = explain("--event", "trail.jsonl:99");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("trail.jsonl: there is no KMS event on line 99");
  }

  /** The error does not say which endpoint the call came through, so its effect is open. */
  @Test
  void explain_errorWithUnknownEndpoint_isOpen() {
    CommandRun run =
        explain(
            "--error",
            USER
                + "kms:Decrypt on resource: "
                + KEY
                + " with an explicit deny in a resource-based policy");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out())
        .startsWith("AWS: denied (key policy)\npolicies: indeterminate\n")
        .contains("aws:SourceVpce");
  }

  @Test
  void explain_errorWithStatedEndpoint_isDecided() {
    CommandRun run =
        explain(
            "--assume",
            "aws:SourceVpce=vpce-other",
            "--assume",
            "aws:ViaAWSService=false",
            "--assume",
            "kms:EncryptionContext:tenant=a",
            "--error",
            USER
                + "kms:Decrypt on resource: "
                + KEY
                + " with an explicit deny in a resource-based policy");

    assertThat(run.out()).contains("policies: denied\n", "OnlyThroughTheEndpoint");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void explain_errorThatNamesAnotherLayer_saysSo() {
    CommandRun run =
        explain(
            "--error",
            USER
                + "kms:ScheduleKeyDeletion on resource: "
                + KEY
                + " with an explicit deny in a service control policy");

    assertThat(run.out()).contains("policies: denied, by another layer than AWS");
  }

  /** Only two denials can name different layers. */
  @Test
  void explain_errorThatThePoliciesAllow_namesNoOtherLayer() {
    String error =
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: kms:DescribeKey"
            + " on resource: "
            + KEY
            + " because no identity-based policy allows the kms:DescribeKey action";

    assertThat(explain("--error", error).out())
        .startsWith("AWS: denied (identity policies)\npolicies: allowed\n");
    assertThat(explain("--json", "--error", error).out()).contains("\"sameLayer\":true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"the resource associated with this ciphertext", "this resource"})
  void explain_errorThatNamesNoKey_isOpen(String resource) {
    CommandRun run = explain("--error", USER + "kms:Decrypt on " + resource + UNNAMED);

    assertThat(run.out())
        .startsWith("AWS: denied\npolicies: indeterminate\n")
        .containsOnlyOnce("which key is meant");
    assertThat(run.status()).isEqualTo(3);
  }

  /** The key is unknown, and no condition key. */
  @Test
  void explain_unnamedKey_isNoConditionKey() throws IOException {
    CommandRun run = explain("--json", "--error", USER + "kms:Decrypt on this resource because");

    JsonNode unknown = new ObjectMapper().readTree(run.out()).at("/checks/0/missing/unknown");
    assertThat(unknown.get("request")).hasToString("[\"which key is meant\"]");
    assertThat(unknown.get("context")).hasToString("[\"kms:EncryptionContext:tenant\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, "1234abcd-12ab-34cd-56ef-1234567890ab"})
  void explain_errorWithStatedKey_isThatOnTheKey(String key) {
    CommandRun run =
        explain(
            "--key",
            key,
            "--error",
            USER + "kms:Decrypt on the resource associated with this ciphertext" + UNNAMED);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(KEY, "OnlyThroughTheEndpoint").doesNotContain("which key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kms:Decrypt on resource: arn:aws:kms:us-west-2:111122223333:key/1 b | "
            + "1234abcd-12ab-34cd-56ef-1234567890ab | names the resource",
        "kms:Decrypt on this resource because | nobody | is not in the policy directory",
        "kms:Decrypt on this resource because | arn:aws:s3:::b | is not a KMS resource"
      })
  void explain_errorAndKeyThatDoNotFit_isRefused(String denied, String key, String message) {
    CommandRun run = explain("--key=" + (key == null ? "" : key), "--error", USER + denied);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void explain_keyOfAnEvent_isRefused() {
    CommandRun run = explain("--key", KEY, "--event", "trail.jsonl:1");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--key: not together with an event");
  }

  @Test
  void explain_textOfAnotherForm_isRefused() {
    CommandRun run = explain("--error", "Access denied");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("the text is not one of an error of KMS");
  }

  @Test
  void explain_neitherRequestNorEvent_isRefused() {
    CommandRun run = CommandRun.in(EXAMPLES, "", "explain");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("give the text of an error or an event, or --principal and --action");
  }
}
