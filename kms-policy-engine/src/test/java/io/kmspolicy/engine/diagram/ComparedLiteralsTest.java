package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tests compare a value with literal texts only (rules 3.11 and 3.14). */
class ComparedLiteralsTest {

  @ParameterizedTest(name = "{0}")
  @DisplayName("3.14: a value without wildcards and variables matches one text")
  @CsvSource(
      delimiter = '|',
      value = {
        "'StringEquals':{'aws:SourceVpce':'a'}    | a",
        "'StringLike':{'aws:SourceVpce':'a'}      | a",
        "'StringNotLike':{'aws:SourceVpce':'a$b'} | a$b",
        "'StringEquals':{'aws:SourceVpce':'*a'}   | *a",
        "'StringEquals':{'aws:SourceVpce':'?a'}   | ?a",
        "'StringLike':{'aws:SourceVpce':'${*}a'}  | *a",
        "'StringLike':{'aws:SourceVpce':'a${?}'}  | a?"
      })
  void of_literal_isItsText(String condition, String text) {
    ComparedLiterals found = ComparedLiterals.of(Cases.tests(condition));

    assertThat(found).isNotNull();
    assertThat(found.texts()).isEqualTo(Map.of(text, List.of(0), "", List.of()));
  }

  @ParameterizedTest
  @DisplayName("3.14: a wildcard, a variable or an order of values matches more than one text")
  @ValueSource(
      strings = {
        "'StringLike':{'aws:SourceVpce':'*'}",
        "'StringLike':{'aws:SourceVpce':'*a'}",
        "'StringLike':{'aws:SourceVpce':'?a'}",
        "'StringLike':{'aws:SourceVpce':['a','b*']}",
        "'StringEquals':{'aws:SourceVpce':'${aws:username}'}",
        "'StringEqualsIgnoreCase':{'aws:SourceVpce':'a'}",
        "'NumericLessThan':{'kms:GrantOperations':'1'}"
      })
  void of_pattern_isNone(String condition) {
    assertThat(ComparedLiterals.of(Cases.tests(condition))).isNull();
  }

  @Test
  @DisplayName("Another text is none of the literals, whatever these are")
  void other_literals_isAnotherText() {
    ComparedLiterals found =
        ComparedLiterals.of(
            Cases.tests(
                "'StringEquals':{'aws:SourceVpce':['other','a']}",
                "'StringNotEquals':{'aws:SourceVpce':['other~','a']}"));

    assertThat(found)
        .isEqualTo(
            new ComparedLiterals(
                Map.of(
                    "other", List.of(0), "a", List.of(0, 1), "other~", List.of(1), "", List.of()),
                "other~~"));
  }
}
