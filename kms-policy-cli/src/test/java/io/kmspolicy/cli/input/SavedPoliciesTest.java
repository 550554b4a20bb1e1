package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise: a key policy is read in each form in which shells and the AWS command line save it. */
final class SavedPoliciesTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666";
  private static final String APP = "arn:aws:iam::111122223333:role/App";

  private static final String POLICY =
      """
      {
        "Version": "2012-10-17",
        "Statement": [
          {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
           "Action": "kms:*", "Resource": "*"},
          {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
           "Action": ["kms:Decrypt", "kms:PutKeyPolicy"], "Resource": "*"}
        ]
      }
      """;

  /** The same with a mistake in the last statement. */
  private static final String MISTAKE = POLICY.replace("\"Sid\": \"Use\", ", "\"Sidd\": \"Use\", ");

  @TempDir private Path folder;

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** A text as a form has it. */
  private static byte[] saved(String form, String text) {
    Charset utf8 = StandardCharsets.UTF_8;
    return switch (form) {
      case "text output" -> (text.strip() + "\tdefault\n").getBytes(utf8);
      case "text output, CRLF" ->
          (text.strip() + "\tdefault\n").replace("\n", "\r\n").getBytes(utf8);
      case "CRLF" -> text.replace("\n", "\r\n").getBytes(utf8);
      case "string" -> ('"' + escaped(text) + "\"\n").getBytes(utf8);
      case "inside of a string" -> (escaped(text) + "\n").getBytes(utf8);
      case "output" ->
          ("{\"Policy\": \"" + escaped(text) + "\", \"PolicyName\": \"default\"}").getBytes(utf8);
      case "output with a document" -> ("{\"Policy\": " + text + "}").getBytes(utf8);
      case "marked" -> ('\ufeff' + text).getBytes(utf8);
      case "UTF-16LE" -> ('\ufeff' + text).getBytes(StandardCharsets.UTF_16LE);
      case "UTF-16BE" -> ('\ufeff' + text).getBytes(StandardCharsets.UTF_16BE);
      case "PowerShell text output" ->
          ('\ufeff' + text.strip() + "\tdefault\r\n")
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.UTF_16LE);
      default -> text.getBytes(utf8);
    };
  }

  private static final List<String> FORMS =
      List.of(
          "plain",
          "text output",
          "text output, CRLF",
          "CRLF",
          "string",
          "inside of a string",
          "output",
          "output with a document",
          "marked",
          "UTF-16LE",
          "UTF-16BE",
          "PowerShell text output");

  /** Commands and what they print of the policy. */
  private static final List<List<String>> READERS =
      List.of(
          List.of("lint key-policy.json", "1 policy: 0 errors"),
          List.of("lint --type key key-policy.json", "1 policy: 0 errors"),
          List.of(
              "explain --principal APP --action kms:Decrypt --resource KEY --key-policy"
                  + " key-policy.json --assume-none all",
              "ALLOWED"),
          List.of("check --before plain.json --after key-policy.json", "new-access  passed"),
          List.of("who-can kms:Decrypt KEY --policies keys --assume-none all", APP),
          List.of("who-can kms:Decrypt KEY --policies directory --assume-none all", APP),
          List.of("lockout key-policy.json --caller APP --assume-none all", "accepted"),
          List.of("prove no-public key-policy.json --key KEY", "proven: no-public"),
          List.of("test cases --policies key-policy.json --assume-none all", "1 as expected"));

  private static List<Arguments> formsAndReaders() {
    List<Arguments> all = new ArrayList<>();
    for (String form : FORMS) {
      for (List<String> reader : READERS) {
        boolean isLayout = reader.get(0).contains("--policies directory");
        if (!isLayout || !form.matches(".*(output|string).*")) {
          all.add(Arguments.of(form, reader.get(0), reader.get(1)));
        }
      }
    }
    return all;
  }

  private void write(String form, String text) throws IOException {
    Path directory = folder.resolve("directory/111122223333/keys/us-west-2");
    String id = KEY.substring(KEY.lastIndexOf('/') + 1);
    Files.createDirectories(directory.resolve(id));
    Files.createDirectories(folder.resolve("keys/111122223333/us-west-2"));
    Files.createDirectories(folder.resolve("cases"));
    Files.writeString(folder.resolve("plain.json"), POLICY);
    Files.writeString(
        folder.resolve("cases/one.jsonl"),
        """
        {"id": "app", "request": {"principal": "arn:aws:sts::111122223333:assumed-role/App/one", \
        "action": "kms:Decrypt", "resource": "%s"}, "expected": {"decision": "allowed"}}
        """
            .formatted(KEY));
    byte[] saved = saved(form, text);
    Files.write(folder.resolve("key-policy.json"), saved);
    Files.write(folder.resolve("keys/111122223333/us-west-2/" + id + ".json"), saved);
    Files.write(directory.resolve(id + "/policy.json"), saved);
  }

  private CommandRun run(String line) {
    String[] args = line.replace("APP", APP).replace("KEY", KEY).split(" ");
    return CommandRun.in(folder, "", args);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("formsAndReaders")
  @DisplayName("Each form is read by each reader")
  void form_isRead(String form, String line, String part) throws IOException {
    write(form, POLICY);
    CommandRun run = run(line);
    assertThat(run.status()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text output | 6:",
        "text output, CRLF | 6:",
        "PowerShell text output | 6:",
        "string | 1:",
        "inside of a string | 1:",
        "output with a document | 6:",
        "UTF-16LE | 6:"
      })
  @DisplayName("A mistake has its place in the file that was saved")
  void mistake_hasItsPlace(String form, String place) throws IOException {
    write(form, MISTAKE);
    CommandRun lint = run("lint key-policy.json");
    assertThat(lint.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(lint.out()).contains("key-policy.json:" + place, "Sidd");
    CommandRun folderRead = run("who-can kms:Decrypt KEY --policies keys --assume-none all");
    assertThat(folderRead.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(folderRead.err()).contains(".json:" + place, "Sidd").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  @DisplayName("Another encoding gets one error that says what would be right")
  void otherEncoding_isRefused(String charset) throws IOException {
    write("plain", POLICY);
    byte[] saved = POLICY.replace("Root", "R\u00f6\u00f6t").getBytes(Charset.forName(charset));
    Files.write(folder.resolve("key-policy.json"), saved);
    for (List<String> reader : READERS.subList(2, READERS.size())) {
      if (reader.get(0).contains(" key-policy.json")) {
        CommandRun run = run(reader.get(0));
        assertThat(run.status()).as(reader.get(0)).isIn(ExitStatus.DENIED, ExitStatus.BAD_INPUT);
        assertThat(run.err() + run.out())
            .as(reader.get(0))
            .contains("key-policy.json: the file is not UTF-8; save it in UTF-8");
      }
    }
    assertThat(run("lint key-policy.json").out())
        .contains("key-policy.json:1:1: error: the text is not encoded in UTF-8");
  }
}
