package io.kmspolicy.engine.value;

import static io.kmspolicy.engine.value.GlobSpecification.divided;
import static io.kmspolicy.engine.value.GlobSpecification.linear;
import static io.kmspolicy.engine.value.GlobSpecification.steps;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The work of matching a pattern is bounded for every pattern and every text. */
@Label("steps of patterns")
@AddLifecycleHook(Seeds.class)
class GlobStepsTest {

  @ParameterizedTest
  @ValueSource(ints = {1_000, 8_192, 30_000})
  @DisplayName("2.16: a literal after `*` that almost matches everywhere takes linear time")
  void matches_longLiteral_isLinear(int length) {
    String pattern = "*" + "a".repeat(length) + "b";
    String text = "a".repeat(2 * length);

    assertThat(Glob.parse(pattern).matches(text)).isFalse();
    assertThat(Glob.parse(pattern).matches(text + "b")).isTrue();
    assertThat(steps(pattern, text, false)).isLessThanOrEqualTo(linear(pattern, text));
    assertThat(steps(pattern + "*", text, true)).isLessThanOrEqualTo(linear(pattern, text));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 8_192, 30_000})
  @DisplayName("2.16: many `*` take linear time")
  void matches_manyRuns_isLinear(int length) {
    String pattern = "*a".repeat(length / 2) + "*b";
    String text = "a".repeat(2 * length);
    String halves = "*" + "ab".repeat(length / 4) + "*" + "ba".repeat(length / 4) + "c";

    assertThat(Glob.parse(pattern).matches(text)).isFalse();
    assertThat(steps(pattern, text, false)).isLessThanOrEqualTo(linear(pattern, text));
    assertThat(steps(halves, "ab".repeat(length), false))
        .isLessThanOrEqualTo(linear(halves, "ab".repeat(length)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 8_192, 30_000})
  @DisplayName("2.16: with `?` the time is the product of pattern and text, divided by 64")
  void matches_anyChars_isDivided(int length) {
    String text = "a".repeat(2 * length);
    String one = "*" + "a?".repeat(length / 2) + "b";
    String many = "*a?b".repeat(length / 4) + "*c";
    String rare = "*" + "a?".repeat(length / 2) + "b*";
    String withB = "b" + text.substring(2) + "b";

    assertThat(Glob.parse(one).matches(text)).isFalse();
    assertThat(Glob.parse(one).matches(text + "b")).isTrue();
    assertThat(steps(one, text, false)).isLessThanOrEqualTo(divided(one, text));
    assertThat(steps(many, text, false)).isLessThanOrEqualTo(divided(many, text));
    assertThat(steps(rare, withB, true)).isLessThanOrEqualTo(divided(rare, withB));
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> pieces =
        Arbitraries.of('a', 'a', 'a', 'a', 'b', 'A', '?', '\u212a', 'k')
            .list()
            .ofMaxSize(40)
            .map(Texts::join);
    return pieces.list().ofMinSize(2).ofMaxSize(5).map(list -> "*" + String.join("*", list));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of('a', 'a', 'a', 'a', 'a', 'b', 'A', 'k', 'K')
        .list()
        .ofMaxSize(300)
        .map(Texts::join);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 2_000)
  @Label("2.16: both searches match what the plain reading of the pattern says")
  void search_anyText_isThePlainReading(
      @ForAll("patterns") String pattern,
      @ForAll("texts") String text,
      @ForAll boolean ignoreCase) {
    Glob glob = Glob.parse(pattern);
    boolean expected = GlobSpecification.matches(pattern, text, ignoreCase);
    String around = "<" + text + ">";

    assertThat(glob.matches(text, 0, text.length(), ignoreCase)).isEqualTo(expected);
    assertThat(glob.search(around, 1, 1 + text.length(), ignoreCase, 0, 1, 0) >= 0)
        .isEqualTo(expected);
    assertThat(steps(pattern, text, ignoreCase)).isLessThanOrEqualTo(divided(pattern, text));
  }

  /** A pattern with a text that it matches, of which one character may have been replaced. */
  private record Pair(String pattern, String text) {

    static Pair of(List<String> pieces, List<String> fillings, int replaced, char replacement) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < pieces.size(); i++) {
        text.append(fillings.get(i % fillings.size())).append(pieces.get(i).replace('?', 'c'));
      }
      if (replaced < text.length()) {
        text.setCharAt(replaced, replacement);
      }
      return new Pair("*" + String.join("*", pieces), text.toString());
    }
  }

  @Provide
  Arbitrary<Pair> pairs() {
    Arbitrary<String> pieces =
        Arbitraries.of('a', 'a', 'b', 'b', '?', '?', 'k', '{', '\u212a')
            .list()
            .ofMinSize(1)
            .ofMaxSize(90)
            .map(Texts::join);
    Arbitrary<String> fillings =
        Arbitraries.of('a', 'b', 'c', 'k', '[', '{').list().ofMaxSize(150).map(Texts::join);
    return Combinators.combine(
            pieces.list().ofMinSize(1).ofMaxSize(4),
            fillings.list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(0, 600),
            Arbitraries.of('a', 'b', 'c', 'K', '['))
        .as(Pair::of);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 1_000)
  @Label("2.16: the search finds what it looks for at any place, across the words of its sets")
  void search_textOfThePattern_isThePlainReading(
      @ForAll("pairs") Pair pair, @ForAll boolean ignoreCase) {
    Glob glob = Glob.parse(pair.pattern());
    String text = pair.text();
    boolean expected = GlobSpecification.matches(pair.pattern(), text, ignoreCase);

    assertThat(glob.matches(text, 0, text.length(), ignoreCase)).isEqualTo(expected);
    for (String before : List.of("", "<", "<".repeat(70))) {
      int from = before.length();
      int to = from + text.length();
      assertThat(glob.search(before + text + ">", from, to, ignoreCase, 0, from, 0) >= 0)
          .as("%s in %s", pair.pattern(), text)
          .isEqualTo(expected);
    }
  }

  /** The steps of a search from the beginning, without the characters of the text themselves. */
  private static long searched(String pattern, String text) {
    long steps = Glob.parse(pattern).search(text, 0, text.length(), false, 0, 0, 0);
    return (steps < 0 ? ~steps : steps) - text.length();
  }

  @ParameterizedTest
  @CsvSource({
    "'*b*', 4, 4", // each character is read once
    "'*b', 4, 1", // the last segment is compared at the end
    "'*aa*', 5, 3", // one step for the border of `aa`, two for the characters
    "'*ab*', 5, 10", // after each `aa` once more, from the border
    "'*a?b*', 64, 66", // the positions, the set of starts; no character `b`
    "'*a?a*', 64, 67", // and the set of each of two characters, of one word
    "'*a?a*', 200, 212" // four words
  })
  @DisplayName("6.17: the steps of a search are the characters and words that it reads")
  void search_textOfOneCharacter_countsEachStep(String pattern, int length, long steps) {
    assertThat(searched(pattern, "a".repeat(length))).isEqualTo(steps);
  }
}
