package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 2.16: the search in long texts, for every short pattern, beside its plain reading. */
class GlobSearchTest {

  /** All texts of at most some characters of an alphabet. */
  private static List<String> texts(String alphabet, int length) {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size() && texts.get(i).length() < length; i++) {
      for (int at = 0; at < alphabet.length(); at++) {
        texts.add(texts.get(i) + alphabet.charAt(at));
      }
    }
    return texts;
  }

  private static void assertPlainReading(String pattern, String text) {
    String around = "b" + text + "a";
    long steps = Glob.parse(pattern).search(around, 1, 1 + text.length(), false, 0, 1, 0);

    if (steps >= 0 != GlobSpecification.matches(pattern, text, false)) {
      assertThat(steps >= 0).as("%s in %s", pattern, text).isEqualTo(steps < 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 61, 62, 63, 64, 127})
  @DisplayName("2.16: short patterns in texts that end at the edge of a word of 64 bits")
  void search_shortPatterns_isThePlainReading(int before) {
    List<String> texts = texts("ab", 4);
    for (String pattern : texts("ab?*", 4)) {
      for (String text : texts) {
        assertPlainReading("*" + pattern, "c".repeat(before) + text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 62, 63, 64, 65, 126, 127, 128, 129})
  @DisplayName("2.16: two characters at a distance, in texts that have few or many of them")
  void search_distantCharacters_isThePlainReading(int distance) {
    for (String pattern : List.of("*a%sb*", "*a%sb", "*c*a%sb*")) {
      String gaps = pattern.formatted("?".repeat(distance));
      for (int between = Math.max(0, distance - 1); between <= distance + 1; between++) {
        for (int before : List.of(0, 1, 62, 63, 64, 65)) {
          for (int after : List.of(0, 1, 64)) {
            for (String filling : List.of("a", "b", "c")) {
              assertPlainReading(
                  gaps,
                  filling.repeat(before)
                      + "a"
                      + filling.repeat(between)
                      + "b"
                      + filling.repeat(after));
            }
          }
        }
      }
    }
  }

  @Test
  @DisplayName("2.16: characters beyond ASCII are found, too")
  void search_charactersBeyondAscii_areFound() {
    for (String text : texts("\u007f\u0080\u0100", 3)) {
      for (String pattern : texts("\u007f\u0080\u0100?", 3)) {
        assertPlainReading("*" + pattern + "*", text);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The positions of 201 characters; a set of starts of 4 words; its words for `a`; the only `b`.
    "*a?b*, 201, 214",
    "*?b*, 201, 210"
  })
  @DisplayName("6.17: a rare character takes a step for each of its places, and the words it keeps")
  void search_rareCharacter_takesStepsForItsPlaces(String pattern, int length, long steps) {
    String text = "<" + "a".repeat(length - 1) + "b>";

    assertThat(Glob.parse(pattern).search(text, 1, 1 + length, false, 0, 1, 0))
        .isEqualTo(length + steps);
  }

  @ParameterizedTest
  @CsvSource({
    // Positions, set of starts, and for each place of `b` one, with the four words that are kept.
    "1, 210",
    "4, 213",
    // More places than words: only the words are read.
    "5, 209"
  })
  @DisplayName("6.17: a character with more places than words takes a step for each word")
  void search_characterWithManyPlaces_takesStepsForItsWords(int count, long steps) {
    String text = "<" + "a".repeat(201 - count) + "b".repeat(count) + ">";

    assertThat(Glob.parse("*?b*").search(text, 1, 202, false, 0, 1, 0)).isEqualTo(201 + steps);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 128})
  @DisplayName("2.16: a start is no other one that is 64 characters before")
  void search_characterInTheNextWord_isNotFoundBefore(int gap) {
    String pattern = "*" + "?".repeat(gap) + "a?*c*";
    String text = "c".repeat(64 + gap) + "a".repeat(10);

    assertPlainReading(pattern, text);
    assertPlainReading(pattern, text + "c");
  }
}
