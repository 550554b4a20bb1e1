package io.kmspolicy.replay.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.result.LostRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: nothing of a trail is skipped silently, and nothing of it breaks the reading. */
class TrailReaderTest {

  private final List<TrailEvent> events = new ArrayList<>();
  private final List<LostRecord> lost = new ArrayList<>();
  private long others;

  private static String record(String name) {
    return """
    {"eventVersion": "1.11", "userIdentity": {"type": "IAMUser"}, "eventTime": "2026-01-31T12:00:00Z", \
    "eventSource": "kms.amazonaws.com", "eventName": "%s", "awsRegion": "eu-central-1", \
    "sourceIPAddress": "203.0.113.7", \
    "requestParameters": {"keyId": "alias/a", "bytes": 32, "flag": true, "none": null}, \
    "responseElements": null, "resources": [{"ARN": "arn:aws:kms:eu-central-1:111122223333:key/a"}], \
    "eventType": "AwsApiCall"}\
    """
        .formatted(name);
  }

  private void read(byte[] content) {
    others = TrailReader.read("trail", new ByteArrayInputStream(content), events::add, lost::add);
  }

  private void read(String content) {
    read(content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private List<String> names() {
    return events.stream().map(event -> event.name() + " " + event.line()).toList();
  }

  private List<String> places() {
    return events.stream().map(event -> event.name() + " " + event.place()).toList();
  }

  private List<String> losses() {
    return lost.stream().map(LostRecord::toString).toList();
  }

  @Test
  void read_deliveredFile_hasEveryRecord() {
    read("{\"Records\": [" + record("Decrypt") + ",\n" + record("Encrypt") + "]}");

    assertThat(names()).containsExactly("Decrypt 1", "Encrypt 2");
    assertThat(lost).isEmpty();
  }

  @Test
  void read_recordsByLine_hasEveryRecord() {
    read(record("Decrypt") + "\n\n" + record("Encrypt") + "\n");

    assertThat(names()).containsExactly("Decrypt 1", "Encrypt 3");
  }

  @Test
  void read_lookedUpEvents_readsTheRecordsInStrings() {
    String quoted = record("Decrypt").replace("\\", "\\\\").replace("\"", "\\\"");

    read("{\"Events\": [{\"EventId\": \"1\", \"CloudTrailEvent\": \"" + quoted + "\"}]}");

    assertThat(names()).containsExactly("Decrypt 1");
  }

  @Test
  void read_eventOfEventBridge_readsTheDetail() {
    read("{\"version\": \"0\", \"detail\": " + record("Decrypt") + ", \"source\": \"aws.kms\"}");

    assertThat(names()).containsExactly("Decrypt 1");
  }

  @Test
  void read_gzip_isRecognized() throws IOException {
    read(gzip(record("Decrypt")));

    assertThat(names()).containsExactly("Decrypt 1");
  }

  @Test
  void read_members_keepTheirTypes() {
    read(record("Decrypt"));

    assertThat(events.get(0).parameters().orElseThrow())
        .containsEntry("keyId", "alias/a")
        .containsEntry("bytes", 32L)
        .containsEntry("flag", true)
        .doesNotContainKey("none");
    assertThat(events.get(0).resources())
        .containsExactly("arn:aws:kms:eu-central-1:111122223333:key/a");
    assertThat(events.get(0).responseElements()).isEmpty();
  }

  @Test
  void read_nullParameters_areNotRecorded() {
    read(record("Decrypt").replaceFirst("\\{\"keyId.*?\\}", "null"));

    assertThat(events.get(0).parameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"omitted\": true, \"originalSize\": 107691, \"reason\": \"requestParameters too large\"}",
        "{\"encryptionContext\": \"HIDDEN_DUE_TO_SECURITY_REASONS\"}",
        "{\"encryptionContext\": {\"patient\": \"HIDDEN_DUE_TO_SECURITY_REASONS\"}}",
        "{\"tags\": [{\"tagKey\": \"a\", \"tagValue\": \"HIDDEN_DUE_TO_SECURITY_REASONS\"}]}"
      })
  @DisplayName("parameters that the record leaves out are not taken for a request without them")
  void read_parametersLeftOut_areNotRecorded(String parameters) {
    read(record("Decrypt").replaceFirst("\\{\"keyId.*?\\}", parameters));

    assertThat(events.get(0).parameters()).isEmpty();
  }

  @Test
  void read_otherServices_areCounted() {
    read(record("PutObject").replace("kms.amazonaws.com", "s3.amazonaws.com"));

    assertThat(events).isEmpty();
    assertThat(lost).isEmpty();
    assertThat(others).isEqualTo(1);
  }

  @Test
  void read_truncatedGzip_keepsWhatWasReadAndSaysSo() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int line = 0; line < 2_000; line++) {
      many.append(record("Decrypt" + line)).append('\n');
    }
    byte[] whole = gzip(many.toString());

    read(Arrays.copyOf(whole, whole.length / 2));

    assertThat(events).hasSizeBetween(1, 1_999);
    assertThat(losses()).hasSize(1);
    assertThat(losses().get(0))
        .startsWith("trail:" + (events.size() + 1) + ": the file cannot be read further: ")
        .endsWith("the gzip member at byte 0 is cut off");
  }

  /** What is behind a damaged member cannot be found, so the report says where reading ended. */
  @Test
  void read_damagedGzipMember_keepsWhatWasReadAndSaysSo() throws IOException {
    byte[] first = gzip(record("Decrypt") + "\n");
    byte[] damaged = gzip(record("Encrypt") + "\n");
    damaged[2] = 7;
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(first);
    file.writeBytes(damaged);
    file.writeBytes(first);

    read(file.toByteArray());

    assertThat(names()).containsExactly("Decrypt 1");
    assertThat(losses())
        .containsExactly(
            "trail:2: the file cannot be read further: the gzip member at byte "
                + first.length
                + " is damaged: its compression method is 7, not 8");
  }

  @Test
  void read_damagedLine_losesThisLineOnly() {
    read(record("A") + "\n{\"eventVersion\": ?}\n" + record("B") + "\n");

    assertThat(names()).containsExactly("A 1", "B 3");
    assertThat(losses()).singleElement().asString().startsWith("trail:2: this is not JSON");
  }

  @Test
  void read_garbageBetweenRecords_losesThisLineOnly() {
    read(record("A") + "\nnot json\n" + record("B") + "\n" + record("C"));

    assertThat(names()).containsExactly("A 1", "B 3", "C 4");
    assertThat(losses()).singleElement().asString().startsWith("trail:2:");
  }

  /** The line that follows the broken one is taken as its continuation, and both are named. */
  @Test
  void read_lineThatBreaksOff_namesEveryLostLine() {
    read(record("A") + "\n{\"eventVersion\": \"1.11\"\n" + record("B") + "\n" + record("C"));

    assertThat(names()).containsExactly("A 1", "C 4");
    assertThat(losses()).hasSize(2);
    assertThat(losses().get(0)).startsWith("trail:2:");
    assertThat(losses().get(1)).startsWith("trail:3:");
  }

  /** A record of another form does not keep the next one from being read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | this element of `Records` is no object",
        "[[{}]] | this element of `Records` is no object",
        "null | this element of `Records` is no object",
        "{} | a record without `eventSource`",
        "{\"eventSource\": 7, \"resources\": {\"a\": []}} | a record without `eventSource`",
        "{\"eventSource\": \"kms.amazonaws.com\", \"eventVersion\": {}}"
            + " | `eventVersion` is ``; versions that begin with `1.` can be read"
      })
  void read_deliveredFileWithARecordOfAnotherForm_losesThisRecordOnly(
      String damaged, String message) {
    read("{\"Records\": [" + record("A") + "," + damaged + "," + record("B") + "]}");

    assertThat(places()).containsExactly("A trail:1:1", "B trail:1:3");
    assertThat(losses()).containsExactly("trail:1: record 2 of the line: " + message);
  }

  @Test
  void read_deliveredLineWithBrokenJson_saysThatTheRestOfItIsNotRead() {
    read(
        "{\"Records\": ["
            + record("A")
            + ",{\"x\":},"
            + record("B")
            + "]}\n{\"Records\": ["
            + record("C")
            + "]}\n"
            + record("D"));

    assertThat(places()).containsExactly("A trail:1:1", "C trail:2:1", "D trail:3");
    assertThat(losses())
        .singleElement()
        .asString()
        .startsWith("trail:1: this is not JSON: ")
        .endsWith("; the rest of the line is not read");
  }

  /** A number is needed only where a line and a file name several records. */
  @Test
  void read_records_haveTheirPlaces() {
    String lookedUp = record("F").replace("\"", "\\\"");
    read(
        record("A")
            + record("B")
            + "\n{\"Records\": [\n"
            + record("C")
            + ",\n"
            + record("D")
            + ","
            + record("E")
            + "\n]}\n{\"Events\": [7, {\"CloudTrailEvent\": \""
            + lookedUp
            + "\"}]}\n{\"detail\": "
            + record("G")
            + "}");

    assertThat(places())
        .containsExactly(
            "A trail:1",
            "B trail:1:2",
            "C trail:3",
            "D trail:4",
            "E trail:4:2",
            "F trail:6:2",
            "G trail:7");
    assertThat(losses())
        .containsExactly("trail:6: record 1 of the line: this element of `Events` is no object");
  }

  @Test
  void read_brokenDeliveredFile_keepsWhatWasReadAndSaysSo() {
    read("{\"Records\": [\n" + record("A") + ",\n" + record("B").replace("eventName", "\\q"));

    assertThat(names()).containsExactly("A 2");
    assertThat(losses()).singleElement().asString().contains("the rest of the file is not read");
  }

  @Test
  void read_unknownVersion_isLost() {
    read(record("A").replace("1.11", "2.0"));

    assertThat(losses()).singleElement().asString().contains("`eventVersion` is `2.0`");
  }

  @Test
  void read_noTime_isLost() {
    read(record("A").replace("2026-01-31T12:00:00Z", "yesterday"));

    assertThat(losses()).containsExactly("trail:1: `eventTime` is not a time in UTC");
  }

  @Test
  void read_anotherDocument_isLost() {
    read("{\"Version\": \"2012-10-17\", \"Statement\": []}");

    assertThat(losses()).singleElement().asString().contains("this is not a CloudTrail record");
  }

  @Test
  void read_empty_isNothing() {
    read("");

    assertThat(events).isEmpty();
    assertThat(lost).isEmpty();
  }

  /** The parser has consumed the end of the line when it finds these errors. */
  @ParameterizedTest
  @ValueSource(strings = {"no", "{\"eventVersion\": \"1.1", "{\"eventVersion\": tru", "nul"})
  void read_lineThatIsDamagedAtItsEnd_losesThisLineOnly(String line) {
    read(record("Decrypt") + "\n" + line + "\n" + record("Encrypt") + "\n" + record("Sign"));

    assertThat(names()).containsExactly("Decrypt 1", "Encrypt 3", "Sign 4");
    assertThat(lost).extracting(LostRecord::line).containsExactly(2L);
  }

  /** A stream inside a stream for each damaged line would end the stack. */
  @Test
  void read_veryManyDamagedLines_namesEachAndGoesOn() {
    read("no\n".repeat(50_000) + record("Decrypt"));

    assertThat(lost).hasSize(50_000);
    assertThat(names()).containsExactly("Decrypt 50001");
  }

  /** What comes again is one object: the mapping recognizes equal events by it. */
  @Test
  void read_equalRecords_shareTheirValues() {
    read(record("Decrypt") + "\n" + record("Decrypt") + "\n" + record("Encrypt"));

    assertThat(events.get(1).identity()).isSameAs(events.get(0).identity());
    assertThat(events.get(1).resources()).isSameAs(events.get(0).resources());
    assertThat(events.get(2).parameters().orElseThrow())
        .isSameAs(events.get(0).parameters().orElseThrow());
  }

  /** Texts, names and numbers beyond what is shared are read as they are. */
  @Test
  void read_largeValues_areReadWhole() {
    String large = "x".repeat(70_000);
    String many =
        IntStream.range(0, 500)
            .mapToObj(i -> "\"n" + i + "\": \"v" + i + "\"")
            .collect(Collectors.joining(", "));
    read(
        record("Decrypt")
            .replace(
                "\"bytes\": 32",
                "\"bytes\": 123456789012345678901234567890, \"policy\": \""
                    + large
                    + "\", \"encryptionContext\": {"
                    + many
                    + "}"));

    assertThat(events.get(0).parameters().orElseThrow())
        .containsEntry("policy", large)
        .containsEntry("bytes", new BigDecimal("123456789012345678901234567890"));
    Map<?, ?> context = (Map<?, ?>) events.get(0).parameters().get().get("encryptionContext");
    assertThat(context).hasSize(500);
    assertThat(context.get("n499")).isEqualTo("v499");
  }

  /** A file that begins in the middle of a record begins with part of a value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant-of-nobody\"}}}",
        "{\"requestParameters\": {\"encryptionContext\": {\"tenant\": tenant-of-nobody}}}",
        "{\"requestParameters\": {\"encryptionContext\": {\"tenant\": nobody}}}"
      })
  void read_damagedLine_doesNotShowWhatItHolds(String line) {
    read(line);
    assertThat(losses()).isNotEmpty().noneMatch(loss -> loss.contains("nobody"));
    assertThat(losses()).noneMatch(loss -> loss.contains("tenant"));
  }
}
