package io.kmspolicy.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

  private static final List<String> WORDS = List.of("Id", "Effect", "StringEquals", "Resource");

  @ParameterizedTest
  @CsvSource({
    "effect,Effect",
    "Efect,Effect",
    "Efefct,Effect",
    "StringEqulas,StringEquals",
    "StrinEqual,StringEquals",
    "Ids,Id"
  })
  void nearest_misspelledWord_isFound(String text, String expected) {
    assertThat(Suggestions.nearest(text, WORDS)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"Ax", "Eecfft", "Principal", "''"})
  void nearest_unrelatedWord_isEmpty(String text) {
    assertThat(Suggestions.nearest(text, WORDS)).isEmpty();
  }

  @Test
  void nearest_equallyNearWords_isTheFirstOfThemInEveryOrder() {
    assertThat(Suggestions.nearest("eu-west-9", List.of("eu-west-2", "eu-west-1", "eu-west-3")))
        .contains("eu-west-1");
    assertThat(Suggestions.nearest("eu-west-9", List.of("eu-west-1", "eu-west-3", "eu-west-2")))
        .contains("eu-west-1");
  }

  @Test
  void nearest_longText_isEmpty() {
    assertThat(Suggestions.nearest("a".repeat(81), List.of("a".repeat(80)))).isEmpty();
    assertThat(Suggestions.nearest("a".repeat(80), List.of("a".repeat(81)))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "kitten,sitting,3",
    "'',abc,3",
    "abc,abc,0",
    "flaw,lawn,2",
    "explian,explain,1",
    "ba,ab,1",
    "ca,abc,3"
  })
  void distance_twoWords_countsTwoSwappedNeighborsAsOne(String from, String to, int distance) {
    assertThat(Suggestions.distance(from, to)).isEqualTo(distance);
  }
}
