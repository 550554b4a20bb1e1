package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The representatives of classes of texts, and the limits of their search. */
class StringEquivalenceClassesTest {

  private static final int MAX_STATES = 4_000;

  private static GlobAutomaton text(String pattern) {
    return new GlobAutomaton(Glob.parse(pattern), false, false);
  }

  private static StepCounter counter(int steps) {
    return StepCounter.of(CountedContext.of(RequestContext.empty(), new StepBudget(steps)));
  }

  /** All texts of at most five characters, the shorter before the longer. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size() && texts.get(i).length() < 5; i++) {
      for (String c : List.of("a", "b", "x")) {
        texts.add(texts.get(i) + c);
      }
    }
    return texts;
  }

  /** For each pair of results, the length of a shortest text. */
  private static Map<String, Integer> shortest(String one, String other) {
    Map<String, Integer> lengths = new TreeMap<>();
    texts().forEach(text -> lengths.putIfAbsent(results(one, other, text), text.length()));
    return lengths;
  }

  private static String results(String one, String other, String text) {
    return Glob.parse(one).matches(text) + " " + Glob.parse(other).matches(text);
  }

  @Test
  @DisplayName("6.13: a class is represented by a shortest text")
  void examples_anyTwoPatterns_areShortest() {
    List<String> patterns = List.of("", "*", "ab", "a*", "*b", "?", "??", "*ab*", "a?b", "b*a");
    for (String one : patterns) {
      for (String other : patterns) {
        Map<String, Integer> lengths = new TreeMap<>();
        StringEquivalenceClasses.examples(List.of(text(one), text(other)), StepCounter.none())
            .orElseThrow()
            .forEach(text -> lengths.put(results(one, other, text), text.length()));

        assertThat(lengths).as("%s and %s", one, other).isEqualTo(shortest(one, other));
      }
    }
  }

  @Test
  @DisplayName("6.13: up to 4,000 states are visited")
  void examples_manyStates_areGivenUp() {
    // A state for the start and for each character of the literal, and one for all other texts.
    String longest = "a".repeat(MAX_STATES - 2);

    assertThat(StringEquivalenceClasses.examples(List.of(text(longest)), StepCounter.none()))
        .contains(List.of("", longest));
    assertThat(StringEquivalenceClasses.examples(List.of(text(longest + "a")), StepCounter.none()))
        .isEmpty();
  }

  @Test
  @DisplayName("6.13: more than 4,000 beginnings of patterns are given up before the search")
  void examples_manyBeginnings_areGivenUpAtOnce() {
    String longest = "a".repeat(MAX_STATES - 1);
    int counted = 1 + (MAX_STATES + 1) / 8;

    assertThat(StringEquivalenceClasses.examples(List.of(text(longest + "a")), counter(counted)))
        .isEmpty();
    assertThatThrownBy(
            () -> StringEquivalenceClasses.examples(List.of(text(longest)), counter(counted)))
        .isInstanceOf(StepsExhausted.class);
  }

  @ParameterizedTest
  @CsvSource({
    // The indexes, twice; three states, and four characters that are followed, by two steps each.
    "a, 1, 17",
    // With 16 patterns, a state and a character take two steps more.
    "a, 16, 50",
    // 640 indexes are eleven words: one step more.
    "639 a, 1, 6167"
  })
  @DisplayName("6.17: the steps are the indexes, the states and the characters that are followed")
  void examples_anyPatterns_countTheirSteps(String pattern, int count, long steps) {
    String written = pattern.startsWith("639") ? "a".repeat(639) : pattern;
    StepCounter counter = counter(10_000);

    Optional<List<String>> examples =
        StringEquivalenceClasses.examples(Collections.nCopies(count, text(written)), counter);

    assertThat(examples).contains(List.of("", written));
    assertThat(counter.spent()).isEqualTo(steps);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 1",
    "abc, '', 4",
    "abc*x, ab?x, 4",
    "abc, abd, 5",
    "abc, xyz, 7",
    "abc, abcd, 5",
    "?abc, *abc, 1"
  })
  @DisplayName("6.13: texts that patterns begin with before a wildcard are counted once")
  void literalBeginnings_twoPatterns_areCountedOnce(String one, String other, int expected) {
    assertThat(StringEquivalenceClasses.literalBeginnings(List.of(text(one), text(other))))
        .isEqualTo(expected);
  }
}
