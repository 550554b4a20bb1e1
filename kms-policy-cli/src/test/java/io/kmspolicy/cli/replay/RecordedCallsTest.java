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

/** {@code explain --event} and {@code explain --error}. */
class RecordedCallsTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String USER =
      "An error occurred (AccessDeniedException) when calling the Decrypt operation: User:"
          + " arn:aws:sts::111122223333:assumed-role/App/i-0abc is not authorized to perform: ";

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
        .startsWith("AWS: denied (key policy)\npolicies: open\n")
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

  @Test
  void explain_textOfAnotherForm_isRefused() {
    CommandRun run = explain("--error", "Access denied");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--error: the text is not of the form");
  }

  @Test
  void explain_neitherRequestNorEvent_isRefused() {
    CommandRun run = CommandRun.in(EXAMPLES, "", "explain");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("give either --principal and --action, or --policies");
  }
}
