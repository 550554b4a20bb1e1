package io.kmspolicy.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

  private static final String TEXT = "{\"a\": [1,\n  {\"b/c\": \"x\"}]}";

  @Test
  void at_pointer_findsTheValueAndItsPosition() throws JsonSyntaxException {
    JsonTree value = JsonTree.parse(TEXT).at("/a/1/b~1c");
    assertThat(value.string()).contains("x");
    assertThat(value.line()).isEqualTo(2);
    assertThat(value.column()).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/1/none", "/a/1/none/deeper", "/a/1"})
  void at_missingValue_isTheInnermostValueAround(String pointer) throws JsonSyntaxException {
    assertThat(JsonTree.parse(TEXT).at(pointer).member("b/c")).isPresent();
  }

  @Test
  void parse_malformedText_reportsTheReasonAndThePosition() {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonTree.parse("{\n \"a\" 1}"))
        .withMessageStartingWith("the text is not JSON: ")
        .matches(e -> e.line() == 2 && e.column() == 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "{\"a\": 1", "1 2", "{\"a\": 1, \"a\": 2}"})
  void parse_incompleteOrAmbiguousText_isRefused(String text) {
    assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> JsonTree.parse(text));
  }

  @Test
  @DisplayName("A surrogate pair is one column, on every line")
  void parse_surrogatePairs_areOneColumn() throws JsonSyntaxException {
    JsonTree value = JsonTree.parse("[\"\uD83D\uDD11\", 1,\n\"\uD83D\uDD11\uD83D\uDD11\", 2]");

    assertThat(value.at("/1").column()).isEqualTo(7);
    assertThat(value.at("/3").line()).isEqualTo(2);
    assertThat(value.at("/3").column()).isEqualTo(7);
  }
}
