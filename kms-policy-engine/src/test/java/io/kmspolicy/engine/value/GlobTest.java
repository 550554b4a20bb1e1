package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pattern says of itself, for every short pattern, beside its text. */
class GlobTest {

  /** All texts of at most four of these characters. */
  private static List<String> patterns() {
    List<String> patterns = new ArrayList<>(List.of(""));
    for (int i = 0; i < patterns.size() && patterns.get(i).length() < 4; i++) {
      for (String c : List.of("a", ":", "*", "?")) {
        patterns.add(patterns.get(i) + c);
      }
    }
    return patterns;
  }

  @Test
  @DisplayName("2.16: `*` and `?` are wildcards, all other characters are literal")
  void parse_anyPattern_saysWhatItsTextSays() {
    for (String pattern : patterns()) {
      Glob glob = Glob.parse(pattern);
      boolean isLiteral = !pattern.contains("*") && !pattern.contains("?");

      assertThat(glob.length()).isEqualTo(pattern.length());
      assertThat(glob.isLiteral()).as(pattern).isEqualTo(isLiteral);
      assertThat(glob.isAnything()).as(pattern).isEqualTo(pattern.matches("[*]+"));
      assertThat(glob.endsWithRun()).as(pattern).isEqualTo(pattern.endsWith("*"));
      assertThat(glob.shortest()).isEqualTo(pattern.replace("*", "").replace('?', 'x'));
      assertThat(glob.count(':')).isEqualTo(pattern.replaceAll("[^:]", "").length());
      if (isLiteral) {
        assertThat(glob.text()).isEqualTo(pattern);
      }
    }
  }

  @Test
  @DisplayName("2.16: every other character of ASCII is literal")
  void parse_anyCharacter_isLiteralIfItIsNoWildcard() {
    for (char c = 0; c < 0x80; c++) {
      assertThat(Glob.parse("a" + c).isLiteral())
          .as("character %s", (int) c)
          .isEqualTo(c != '*' && c != '?');
    }
  }

  @Test
  @DisplayName("2.15: a pattern of an ARN is split at its first colons, and gets further fields")
  void splitAtColons_anyPattern_splitsItsText() {
    for (String pattern : patterns()) {
      Glob glob = Glob.parse(pattern);
      for (int fields = 1; fields <= 4; fields++) {
        assertThat(glob.splitAtColons(fields))
            .as("%s in %s", pattern, fields)
            .isEqualTo(Arrays.stream(pattern.split(":", fields)).map(Glob::parse).toList());
      }
      assertThat(glob.withAnyField()).isEqualTo(Glob.parse(pattern + ":*"));
    }
  }

  @Test
  @DisplayName("patterns are equal if their texts are")
  void equals_anyTwoPatterns_isThatOfTheirTexts() {
    List<String> patterns = patterns().stream().filter(text -> text.length() < 3).toList();
    for (String one : patterns) {
      for (String other : patterns) {
        assertThat(Glob.parse(one).equals(Glob.parse(other))).isEqualTo(one.equals(other));
      }
      assertThat(Glob.parse(one)).isNotEqualTo(one);
    }
  }

  @Test
  @DisplayName("2.16: a literal of any length is followed by a wildcard")
  void parse_literalOfAnyLength_isFollowedByAWildcard() {
    for (int length = 0; length <= 70; length++) {
      String text = "a".repeat(length);

      assertThat(Glob.parse(text + "*b").matches(text + "cb")).isTrue();
      assertThat(Glob.parse(text + "*").matches(text)).isTrue();
      assertThat(Glob.parse("?" + text + "?").matches(text + "bc")).isEqualTo(length == 0);
    }
  }

  @Test
  @DisplayName("3.10: letter case is ignored by simple mapping, character by character")
  void matchesIgnoreCase_anyTwoCharacters_isSimpleMapping() {
    for (String left : " @AKZ[`akz{\u007f\u0080\u00c4\u0130\u0131\u017f\u212a\u03c2".split("")) {
      Glob glob = Glob.parse("-" + left);
      for (String right : characters().split("")) {
        assertThat(glob.matchesIgnoreCase("-" + right))
            .as("%s and %s", left, right)
            .isEqualTo(("-" + left).equalsIgnoreCase("-" + right));
      }
    }
  }

  /** ASCII, and letters beyond whose other case is in ASCII or in the same table. */
  private static String characters() {
    StringBuilder characters = new StringBuilder();
    for (char c = 0; c < 0x80; c++) {
      characters.append(c);
    }
    return characters
        .append("\u0080\u00c4\u00e4\u00df\u0130\u0131\u017f\u212a\u03c2\u03c3")
        .toString();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0, true",
    "abc, abc, 3, true",
    "abc, ab, 2, false",
    "abc, abd, 2, false",
    "ab, abc, 2, false",
    "*, abc, 0, true", // the rest is not read
    "a*, abc, 1, true",
    "a**, abc, 1, true",
    "*c, abc, 5, true", // `a` and `b` are read as `c`, and again as a part of `*`
    "*bc, abbc, 7, true",
    "*bc*, bbcd, 5, true", // the second `b` is read as `c`, and again as `b`
    "*d, abc, 6, false",
    "a*b*, aab, 4, true"
  })
  @DisplayName("6.17: the steps of matching are the characters that it reads")
  void steps_shortTexts_areTheCharactersRead(
      String pattern, String text, long steps, boolean matches) {
    long found = Glob.parse(pattern).steps("<" + text + ">", 1, 1 + text.length(), false);

    assertThat(found >= 0).isEqualTo(matches);
    assertThat(found < 0 ? ~found : found).isEqualTo(steps);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 104, 200, 300})
  @DisplayName("6.17: after 256 characters and four times the text, the search changes")
  void steps_longTexts_changeTheSearch(int length) {
    String word = "a".repeat(20) + "b";
    String text = "<".repeat(50) + "a".repeat(length) + ">";
    // Each start of the word reads its 21 characters.
    long starts = (256 + 4L * length) / 21 + 1;
    long before = length + 21 * starts;
    // The borders of the word, 20 of them by one step and the last by 20.
    long borders = 39;
    // Each character once, and once more if it is not the first of a word.
    long characters = 2 * (length - starts) - 20;

    assertThat(Glob.parse("*" + word).steps(text, 50, 50 + length, false))
        .isEqualTo(~(before + 21));
    assertThat(Glob.parse("*" + word + "*").steps(text, 50, 50 + length, false))
        .isEqualTo(~(before + borders + characters));
  }
}
