package io.kmspolicy.model.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, nesting and encodings. */
class ReaderLimitsTest {

  private static final PolicyReader READER = PolicyReader.forType(PolicyType.IDENTITY);

  private static Problem only(String text) {
    return only(() -> READER.read(text));
  }

  private static Problem only(Runnable reading) {
    PolicySyntaxException refusal = catchThrowableOfType(PolicySyntaxException.class, reading::run);
    assertThat(refusal.problems()).hasSize(1);
    return refusal.problems().get(0);
  }

  private static String sid(String text) {
    return "{\"Statement\": {\"Sid\": \""
        + text
        + "\", \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}}";
  }

  @Test
  @DisplayName("100,000 open brackets are refused at the limit and do not overflow the stack")
  void read_deepNesting_isRefused() {
    assertThatThrownBy(() -> READER.read("[".repeat(100_000)))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessageContaining("1:33: objects and arrays are nested more than 32 levels deep");
    assertThatThrownBy(() -> READER.read("{\"a\":".repeat(100_000)))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessageContaining("more than 32 levels deep");
  }

  @Test
  @DisplayName("what is ignored in a scenario may be as deep as the limit, and no deeper")
  void read_deepAnnotation_isReadUpToTheLimit() {
    String start =
        """
        {"id": "a", "request": {"principal": "logs.amazonaws.com", "action": "kms:Decrypt",
         "resource": "*"}, "note":\s""";

    assertThat(ScenarioReader.create().read(start + "[".repeat(31) + "]".repeat(31) + "}").id())
        .isEqualTo("a");
    assertThat(
            only(() -> ScenarioReader.create().read(start + "[".repeat(32) + "]".repeat(32) + "}"))
                .code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  @DisplayName("a text beyond the limit is refused before it is parsed")
  void read_longText_isRefused() {
    String fits = sid("a") + " ".repeat(JsonLimits.POLICY_CHARACTERS - sid("a").length());

    assertThat(READER.read(fits).statements()).hasSize(1);
    assertThat(only(fits + " "))
        .hasToString("1:1: the text is too long; it may have at most 1048576 characters");
    assertThat(only(() -> READER.read((fits + " ").getBytes(UTF_8))).code())
        .isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  @Test
  @DisplayName("a stream is not read further than the limit needs")
  void read_endlessStream_isRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) ' ');
            return length;
          }
        };

    assertThatThrownBy(() -> READER.read(endless))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessageContaining("too long");
  }

  @Test
  @DisplayName("a long string, a long number and a long name are refused where they stand")
  void read_longValue_isRefused() {
    String many = "9".repeat(JsonLimits.VALUE_CHARACTERS);

    assertThat(READER.read(sid(many)).statements()).hasSize(1);
    assertThat(only(sid(many + "9")))
        .hasToString("1:23: a name or value may have at most 65536 characters (at /Statement/Sid)");
    assertThat(only("{\"Statement\": [], \"" + many + "9\": 1}").location().column()).isEqualTo(19);
    assertThat(only("{\"Statement\": [], \"Id\": " + many + "9}").code())
        .isEqualTo(ProblemCode.WRONG_TYPE);
  }

  @Test
  @DisplayName("1.11 a number of many digits is kept as written and computed with nowhere")
  void read_hugeNumber_keepsItsText() {
    String number = "1e" + "9".repeat(60_000);
    String json =
        sid("a").replace("\"*\"}}", "\"*\", \"Condition\": {\"Bool\": {\"a\": " + number + "}}}}");

    PolicyDocument document = READER.read(json);

    assertThat(document.statements().get(0).condition().tests().get(0).values().get(0).text())
        .isEqualTo(number);
  }

  @Test
  @DisplayName("reading stops after a hundred problems and says so")
  void read_manyProblems_stops() {
    PolicySyntaxException refusal =
        catchThrowableOfType(
            PolicySyntaxException.class,
            () -> READER.read("{\"Statement\": [" + "1,".repeat(500) + "1]}"));

    assertThat(refusal.problems()).hasSize(JsonLimits.PROBLEMS + 1);
    assertThat(refusal.problems().get(JsonLimits.PROBLEMS).message())
        .isEqualTo("reading stopped after 100 problems; there may be more");
  }

  @Test
  @DisplayName("bytes that are not UTF-8 are refused where they begin")
  void read_otherEncoding_isRefused() {
    Problem latin = only(() -> READER.read("{\n \"Id\": \"café\"}".getBytes(ISO_8859_1)));

    assertThat(latin)
        .hasToString("2:12: the bytes from here are not UTF-8; the text must be encoded in UTF-8");
    assertThat(only(() -> READER.read("{}".getBytes(UTF_16LE))).code())
        .isEqualTo(ProblemCode.MALFORMED_JSON);
    assertThat(only(() -> READER.read(new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, 'x'})))
        .hasToString(
            "1:2: the bytes from here are not UTF-16LE; the text must be encoded in UTF-8");
    assertThat(only(() -> READER.read(new byte[] {'{', (byte) 0xc3})).code())
        .isEqualTo(ProblemCode.INVALID_ENCODING);
  }

  @Test
  @DisplayName("UTF-16 with a byte order mark is read, as PowerShell writes it")
  void read_markedUtf16_isRead() {
    String bad = "{\r\n \"Id\": \"\ud83d\ude00\", \"Statement\": [1]}";
    String marked = "\ufeff" + bad;

    assertThat(only(() -> READER.read(marked.getBytes(UTF_16LE)))).isEqualTo(only(bad));
    assertThat(only(() -> READER.read(marked.getBytes(UTF_16BE)))).isEqualTo(only(bad));
  }

  @Test
  @DisplayName("a byte order mark at the start is no part of the text")
  void read_byteOrderMark_isSkipped() {
    String marked = "\ufeff{\"Statement\": [1]}";

    assertThat(only(marked).location().column()).isEqualTo(16);
    assertThat(only(() -> READER.read(marked.getBytes(UTF_8))).location().column()).isEqualTo(16);
    assertThat(only("\ufeff\ufeff{}").code()).isEqualTo(ProblemCode.MALFORMED_JSON);
  }

  @Test
  @DisplayName("every kind of line break counts once")
  void read_lineBreaks_countLines() {
    assertThat(only("{\r\n\"Version\"\n:\r\"\",\r\n\r\n  \"Statement\": []}"))
        .hasToString(
            "4:1: `` is not a version of the policy language; it must be `2012-10-17` or"
                + " `2008-10-17` (at /Version)");
  }

  @Test
  @DisplayName("text, bytes and stream give the same document")
  void read_textBytesAndStream_agree() throws IOException {
    String json = sid("é😀");
    byte[] bytes = json.getBytes(UTF_8);

    assertThat(READER.read(bytes)).isEqualTo(READER.read(json));
    assertThat(READER.read(new ByteArrayInputStream(bytes))).isEqualTo(READER.read(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  @DisplayName("Other encodings are refused, also where the bytes are ASCII with zeros")
  void read_otherEncoding_isRefused(String charset) {
    byte[] bytes = sid("a").getBytes(Charset.forName(charset));

    assertThatThrownBy(() -> READER.read(bytes)).isInstanceOf(PolicySyntaxException.class);
  }
}
