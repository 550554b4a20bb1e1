package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.RequestContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The representatives of classes of names, and the limits of their search. */
class ShapedClassesTest {

  private static Optional<List<String>> names(
      String patterns, TextShape shape, StepCounter counter) {
    return ShapedClasses.names(
        Arrays.stream(patterns.split(" "))
            .map(pattern -> new GlobAutomaton(Glob.parse(pattern), false, false))
            .toList(),
        shape,
        counter);
  }

  @ParameterizedTest
  @CsvSource({
    // The preferred name represents its class, and small letters the others.
    "p:*, false, own",
    "p:b*, false, own b",
    "p:o*, false, own y",
    "p:?, false, own y",
    "*/b*, true, own /b",
    "*/*, true, own /y",
    "p:*!*, true, own !/y"
  })
  @DisplayName("6.13: a class is represented by the preferred name, or else by a shortest one")
  void names_anyPatterns_areThePreferredAndShortest(
      String patterns, boolean hasPath, String expected) {
    assertThat(names(patterns, new TextShape("p:", hasPath, "own"), StepCounter.none()))
        .hasValueSatisfying(
            names -> assertThat(names).containsExactlyInAnyOrder(expected.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({"p:*, x/own", "p:own, x/own own", "p:a*, x/own a/own", "*/*/own, x/own //own"})
  @DisplayName("6.13: if the name is known, a class is represented by a shortest path before it")
  void names_knownName_areShortestPaths(String patterns, String expected) {
    assertThat(names(patterns, new TextShape("p:", true, "x/own", "own"), StepCounter.none()))
        .hasValueSatisfying(
            names -> assertThat(names).containsExactlyInAnyOrder(expected.split(" ")));
  }

  @Test
  @DisplayName("6.13: a character that no pattern names represents all others")
  void names_namedCharacters_leaveAnotherOne() {
    TextShape shape = new TextShape("/", false, "x");

    assertThat(names("/x* /y* /z*", shape, StepCounter.none()))
        .hasValueSatisfying(
            names -> assertThat(names).containsExactlyInAnyOrder("x", "y", "z", "a"));
  }

  @Test
  @DisplayName("6.13: if patterns name all characters of names, others are left for paths")
  void names_allCharactersOfNamesNamed_leavePaths() {
    StringBuilder patterns = new StringBuilder("//*");
    for (char c = '*' + 1; c < 0x7f; c++) {
      patterns.append(c == '?' ? "" : " /" + c + "*");
    }

    assertThat(names(patterns.toString(), new TextShape("/", true, "x"), StepCounter.none()))
        .hasValueSatisfying(
            names ->
                assertThat(names.stream().map(name -> name.charAt(0)))
                    .contains('x', 'A', '~', '/', '!'));
  }

  @Test
  @DisplayName("6.13: up to 4,000 states are visited")
  void names_manyStates_areGivenUp() {
    TextShape shape = new TextShape("p:", false, "b");
    // A state for the start and for each character of the name, and one for all other names.
    String longest = "a".repeat(3_998);

    assertThat(names("p:" + longest, shape, StepCounter.none()))
        .hasValueSatisfying(names -> assertThat(names).containsExactlyInAnyOrder("b", longest));
    assertThat(names("p:" + longest + "a", shape, StepCounter.none())).isEmpty();
  }

  @Test
  @DisplayName("6.17: each character that is followed is counted with the words of its state")
  void names_anyPattern_countsTheCharactersFollowed() {
    StepCounter counter =
        StepCounter.of(CountedContext.of(RequestContext.empty(), new StepBudget(1_000)));

    names("p:a*", new TextShape("p:", false, "b"), counter);

    // No name, those that begin with `a`, and others; the characters `!/:abpxy`; one word.
    assertThat(counter.spent()).isEqualTo(3 * 8 * (2 + 1));
  }

  @Test
  @DisplayName("Only paths have characters beyond those of names, and only printable ones")
  void next_anyCharacter_isThatOfNamesOrPaths() {
    String ofNames = "[A-Za-z0-9_+=,.@-]";
    for (TextShape.End end : TextShape.End.values()) {
      for (char c = 0; c < 0x100; c++) {
        boolean isOfNames = String.valueOf(c).matches(ofNames);
        boolean isOfPaths = String.valueOf(c).matches("[!-~]");
        TextShape.End inPaths = c == '/' ? TextShape.End.SLASH : TextShape.End.PATH;
        TextShape.End inNames = end == TextShape.End.PATH ? end : TextShape.End.NAME;

        assertThat(new TextShape("", true, "x").next(end, c))
            .as("%s, %s", end, (int) c)
            .isEqualTo(isOfNames ? inNames : isOfPaths ? inPaths : null);
        assertThat(new TextShape("", false, "x").next(end, c))
            .as("%s, %s", end, (int) c)
            .isEqualTo(isOfNames ? inNames : null);
      }
    }
  }
}
