package io.kmspolicy.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kmspolicy.model.json.JsonWriter.Layout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  private static void example(JsonWriter out) {
    out.object(
        () -> {
          out.member("text", "a");
          out.member("number", 7);
          out.member("flag", true);
          out.member("spelled").number("1.50e3");
          out.member("none").nothing();
          out.member("list").strings(List.of("a", "b"));
          out.member("empty").strings(List.of());
          out.member("object").object(() -> out.member("inner").object(() -> {}));
          out.optionalMember("absent", "");
        });
  }

  @Test
  void text_compact_hasNoWhiteSpace() {
    assertThat(JsonWriter.text(Layout.COMPACT, JsonWriterTest::example))
        .isEqualTo(
            "{\"text\":\"a\",\"number\":7,\"flag\":true,\"spelled\":1.50e3,\"none\":null,"
                + "\"list\":[\"a\",\"b\"],\"empty\":[],\"object\":{\"inner\":{}}}");
  }

  @Test
  void text_pretty_hasOneMemberPerLine() {
    assertThat(JsonWriter.text(Layout.PRETTY, JsonWriterTest::example))
        .isEqualTo(
            """
            {
              "text": "a",
              "number": 7,
              "flag": true,
              "spelled": 1.50e3,
              "none": null,
              "list": [
                "a",
                "b"
              ],
              "empty": [],
              "object": {
                "inner": {}
              }
            }\
            """);
  }

  @Test
  void bareOrArray_oneElement_hasNoBrackets() {
    assertThat(JsonWriter.text(Layout.COMPACT, out -> out.bareOrArray(List.of("a"), out::string)))
        .isEqualTo("\"a\"");
    assertThat(JsonWriter.text(Layout.COMPACT, out -> out.bareOrArray(List.of(), out::string)))
        .isEqualTo("[]");
  }

  @Test
  void quoted_specialCharacters_areEscaped() {
    assertThat(JsonWriter.quoted("\"\\\b\f\n\r\t\u0001\u2028é"))
        .isEqualTo("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u2028é\"");
  }

  @Test
  @DisplayName("What a terminal acts on, or what reverses or hides text, is no part of a line")
  void quoted_charactersThatATerminalActsOn_areEscaped() {
    assertThat(JsonWriter.quoted("\u007f\u009b\u202e\u200b\ufeff\udb40\udc20"))
        .isEqualTo("\"\\u007f\\u009b\\u202e\\u200b\\ufeff\\udb40\\udc20\"");
  }

  @Test
  void quoted_surrogates_areEscapedOnlyWithoutAPartner() {
    assertThat(JsonWriter.quoted("\ud83d\ude00 \ud83d")).isEqualTo("\"\ud83d\ude00 \\ud83d\"");
  }

  @Test
  void number_noNumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonWriter.text(Layout.COMPACT, out -> out.number("01")))
        .withMessage("`01` is not a JSON number");
  }

  @Property
  void quoted_anyText_isReadBack(@ForAll String text) throws JsonSyntaxException {
    assertThat(JsonTree.parse(JsonWriter.quoted(text)).string()).contains(text);
  }
}
