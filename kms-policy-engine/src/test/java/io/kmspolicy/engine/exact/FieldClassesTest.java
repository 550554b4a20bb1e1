package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.exact.FieldClasses.FieldPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The classes of the texts of a field, beside all of its short texts. */
class FieldClassesTest {

  /** No class needs a longer text to tell it from the others. */
  private static final int LONGEST = 6;

  private static final List<String> PATTERNS =
      List.of("a", "ab", "ba", "c", "*", "a*", "*b", "?", "a?", "?b", "*a?", "a*b", "**c");

  static Stream<FieldForm> forms() {
    return Stream.of(
        FieldForm.of("abc"),
        FieldForm.of("ab"),
        FieldForm.of("b-").after("a"),
        new FieldForm(List.of("ab", "abc", "b"), ""),
        new FieldForm(List.of("abc", "a"), "bc"),
        new FieldForm(List.of(), "ab"));
  }

  /** The texts of a form, the shorter before the longer. */
  private static List<String> texts(FieldForm form) {
    List<String> begun = new ArrayList<>(List.of(""));
    for (int i = 0; i < begun.size() && begun.get(i).length() < LONGEST; i++) {
      int length = begun.get(i).length();
      String characters =
          length < form.places().size() ? form.places().get(length) : form.repeated();
      for (int at = 0; at < characters.length(); at++) {
        begun.add(begun.get(i) + characters.charAt(at));
      }
    }
    return begun.stream().filter(text -> text.length() >= form.places().size()).toList();
  }

  private static FieldPattern pattern(String text) {
    return new FieldPattern(Glob.parse(text), false);
  }

  /** The patterns with wildcards that a text matches. */
  private static List<String> matched(Set<String> patterns, String text) {
    return patterns.stream()
        .filter(pattern -> !Glob.parse(pattern).isLiteral() && Glob.parse(pattern).matches(text))
        .toList();
  }

  /** Each class that is not of one literal, with the text that represents it. */
  private static Map<List<String>, String> shortest(
      FieldForm form, Set<String> patterns, List<String> preferred) {
    Map<List<String>, String> classes = new LinkedHashMap<>();
    for (String text : texts(form)) {
      if (!patterns.contains(text)) {
        classes.putIfAbsent(matched(patterns, text), text);
      }
    }
    Set<List<String>> named = new LinkedHashSet<>();
    for (String text : preferred) {
      if (form.contains(text) && !patterns.contains(text) && named.add(matched(patterns, text))) {
        classes.put(matched(patterns, text), text);
      }
    }
    return classes;
  }

  private static void assertClasses(FieldForm form, Set<String> patterns, List<String> preferred) {
    List<String> found =
        FieldClasses.of(
                patterns.stream().map(FieldClassesTest::pattern).toList(),
                form,
                preferred,
                StepCounter.none())
            .orElseThrow();
    List<String> literals = patterns.stream().filter(text -> texts(form).contains(text)).toList();
    Map<List<String>, String> expected = shortest(form, patterns, preferred);
    List<String> others = found.subList(literals.size(), found.size());

    assertThat(found.subList(0, literals.size())).isEqualTo(literals);
    assertThat(others)
        .allMatch(form::contains)
        .extracting(text -> matched(patterns, text))
        .as("%s: %s", patterns, found)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (String text : others) {
      String wanted = expected.getOrDefault(matched(patterns, text), "");
      assertThat(preferred.contains(wanted) ? text : text.length())
          .as("%s: %s, preferred %s", patterns, found, preferred)
          .isEqualTo(preferred.contains(wanted) ? wanted : wanted.length());
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  @DisplayName("6.13: each literal is a class, and each combination of the other patterns is one")
  void of_anyTwoPatterns_areTheCombinationsOfSomeText(FieldForm form) {
    for (String one : PATTERNS) {
      for (String other : PATTERNS) {
        assertClasses(form, new LinkedHashSet<>(List.of(one, other)), List.of());
        assertClasses(
            form, new LinkedHashSet<>(List.of(one, other, "ab")), List.of("ab", "bab", "abab"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  @DisplayName("A form contains the texts that have one of its characters at each place")
  void contains_anyText_isEachOfItsCharacters(FieldForm form) {
    assertThat(texts(FieldForm.of("abc-")).stream().filter(form::contains))
        .containsExactlyInAnyOrderElementsOf(
            texts(form).stream().filter(text -> !text.isEmpty()).toList());
    assertThat(form.contains("")).isEqualTo(form.places().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"A, true, a", "A, false, -", "'', false, -", "b, true, b", "c, false, -"})
  @DisplayName("3.10: a literal without regard to letter case is its text in small letters")
  void of_literal_isAClassIfTheFormContainsIt(String text, boolean ignoreCase, String literal) {
    List<String> found =
        FieldClasses.of(
                List.of(new FieldPattern(Glob.parse(text), ignoreCase)),
                FieldForm.of("ab"),
                List.of("bb"),
                StepCounter.none())
            .orElseThrow();

    assertThat(found).isEqualTo(literal.equals("-") ? List.of("bb") : List.of(literal, "bb"));
  }

  @Test
  @DisplayName("3.10: a pattern without regard to letter case divides both cases alike")
  void of_patternIgnoringCase_dividesBothCasesAlike() {
    List<FieldPattern> patterns =
        List.of(
            new FieldPattern(Glob.parse("A*"), true), new FieldPattern(Glob.parse("a*"), false));

    assertThat(
            FieldClasses.of(patterns, FieldForm.of("Aab"), List.of(), StepCounter.none())
                .orElseThrow())
        .containsExactlyInAnyOrder("A", "a", "b");
    assertThat(
            FieldClasses.of(
                    List.of(new FieldPattern(Glob.parse("*B"), true)),
                    FieldForm.of("ab"),
                    List.of(),
                    StepCounter.none())
                .orElseThrow())
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  @DisplayName("A form behind a text has each of its characters at its place")
  void after_text_hasItsCharactersFirst() {
    assertThat(FieldForm.of("bc").after("ad"))
        .isEqualTo(new FieldForm(List.of("a", "d", "bc"), "bc"));
  }

  @Test
  @DisplayName("6.13: up to 20,000 states are visited")
  void of_manyStates_areGivenUp() {
    // Which of the last characters were an `a` is a state of its own.
    assertThat(
            FieldClasses.of(
                List.of(pattern("*a" + "?".repeat(13))),
                FieldForm.of("ab"),
                List.of(),
                StepCounter.none()))
        .hasValueSatisfying(classes -> assertThat(classes).hasSize(2));
    assertThat(
            FieldClasses.of(
                List.of(pattern("*a" + "?".repeat(14))),
                FieldForm.of("ab"),
                List.of(),
                StepCounter.none()))
        .isEmpty();
  }

  @Test
  @DisplayName("6.17: each character that is followed is counted with the words of its state")
  void of_anyPattern_countsTheCharactersFollowed() {
    StepCounter counter =
        StepCounter.of(CountedContext.of(RequestContext.empty(), new StepBudget(1_000)));

    FieldClasses.of(List.of(pattern("a*")), FieldForm.of("ab"), List.of(), counter);

    // Nothing, what begins with `a`, and the rest: two characters of one word from each.
    assertThat(counter.spent()).isEqualTo(3 * 2 * 3);
  }
}
