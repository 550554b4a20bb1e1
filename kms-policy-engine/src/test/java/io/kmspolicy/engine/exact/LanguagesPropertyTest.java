package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dk.brics.automaton.Automaton;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * The classes of texts beside the automata of {@code dk.brics.automaton}: a combination of patterns
 * has an example exactly if some text matches these patterns and no others.
 */
@Label("classes of patterns and the languages of another library")
@AddLifecycleHook(Seeds.class)
class LanguagesPropertyTest {

  private static final String ACCOUNT = "arn:aws:iam::111122223333:";

  /** A pattern with the way it is compared. */
  record Compared(String pattern, boolean ignoreCase, boolean arn) {

    GlobAutomaton automaton() {
      return new GlobAutomaton(Glob.parse(pattern), ignoreCase, arn);
    }

    Automaton language() {
      return arn ? Languages.arnLike(pattern) : Languages.glob(pattern, ignoreCase);
    }
  }

  private static Arbitrary<Compared> texts() {
    Arbitrary<String> patterns =
        Arbitraries.of('a', 'b', 'k', 'K', ':', '*', '*', '?').list().ofMaxSize(6).map(Texts::join);
    return Combinators.combine(patterns, Arbitraries.of(true, false, false))
        .as((pattern, ignoreCase) -> new Compared(pattern, ignoreCase, false));
  }

  /** ARN patterns, whole and cut off, some with colons that wildcards would have to match. */
  private static Arbitrary<String> arns() {
    Arbitrary<String> fields =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of("aws", "sns", "")),
            Tuple.of(3, Arbitraries.of("*", "?", "a*", "*s", "s?s")));
    Arbitrary<String> last = Arbitraries.of("a", "*", "a:b", "*:b", "?:", "a*", "*a");
    return Combinators.combine(fields.list().ofMinSize(3).ofMaxSize(4), last)
        .as((list, rest) -> "arn:" + String.join(":", list) + ":" + rest);
  }

  @Provide
  Arbitrary<List<Compared>> patterns() {
    Arbitrary<Compared> arns = arns().map(pattern -> new Compared(pattern, false, true));
    return Arbitraries.frequencyOf(Tuple.of(3, texts()), Tuple.of(2, arns))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 300)
  @Label("6.13: the classes are the combinations of patterns that some text matches")
  void examples_anyPatterns_areTheCombinationsOfSomeText(
      @ForAll("patterns") List<Compared> patterns) {
    Optional<List<String>> examples =
        StringEquivalenceClasses.examples(
            patterns.stream().map(Compared::automaton).toList(), StepCounter.none());

    assertThat(examples).isPresent();
    assertCombinations(Languages.all(), patterns, examples.get());
  }

  @Provide
  Arbitrary<List<Compared>> identities() {
    Arbitrary<Compared> texts =
        Arbitraries.of(
                "*",
                ACCOUNT + "role/*",
                ACCOUNT + "*/a*",
                ACCOUNT + "role/a",
                ACCOUNT + "role/a/?",
                "*:role/*b",
                "*a/*",
                "arn:aws:iam::*:role/app-*",
                "arn:aws:iam::1111????3333:*",
                "*!*",
                "*/")
            .flatMap(
                pattern ->
                    Arbitraries.of(true, false)
                        .map(ignoreCase -> new Compared(pattern, ignoreCase, false)));
    Arbitrary<Compared> arns =
        Arbitraries.of(
                "arn:aws:iam::111122223333:role/a*",
                "arn:aws:*::*:*/?",
                "arn:*:iam::111122223333:*:*",
                "arn:aws:iam:*:role/a",
                "arn:aws:iam::1*:r*/*/b")
            .map(pattern -> new Compared(pattern, false, true));
    return Arbitraries.oneOf(texts, arns).list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
  @Label("6.13: the classes of ARNs of identities are the combinations that some such ARN matches")
  void names_anyPatterns_areTheCombinationsOfSomeArn(
      @ForAll("identities") List<Compared> patterns, @ForAll boolean hasPath) {
    String prefix = ACCOUNT + "role/";
    TextShape shape = new TextShape(prefix, hasPath, "another");
    Optional<List<String>> names =
        ShapedClasses.names(
            patterns.stream().map(Compared::automaton).toList(), shape, StepCounter.none());

    assertThat(names).isPresent();
    assertCombinations(
        Languages.identities(prefix, hasPath),
        patterns,
        names.get().stream().map(prefix::concat).toList());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
  @Label("6.13: the classes of ARNs of roles of one name are the combinations that such ARNs match")
  void paths_anyPatterns_areTheCombinationsOfSomeArn(
      @ForAll("identities") List<Compared> patterns) {
    String prefix = ACCOUNT + "role/";
    TextShape shape = new TextShape(prefix, true, "x/ab", "ab");
    Optional<List<String>> names =
        ShapedClasses.names(
            patterns.stream().map(Compared::automaton).toList(), shape, StepCounter.none());

    assertThat(names).isPresent();
    assertCombinations(
        Languages.roles(prefix, "ab"), patterns, names.get().stream().map(prefix::concat).toList());
  }

  private static void assertCombinations(
      Automaton universe, List<Compared> patterns, List<String> examples) {
    List<Automaton> languages = patterns.stream().map(Compared::language).toList();
    Set<Integer> found = new HashSet<>();
    for (String example : examples) {
      assertThat(universe.run(example)).as(example).isTrue();
      int bits = 0;
      for (int i = 0; i < languages.size(); i++) {
        boolean isIn = languages.get(i).run(example);
        assertThat(GlobPropertyTest.accepts(patterns.get(i).automaton(), example))
            .as("%s matches %s", patterns.get(i), example)
            .isEqualTo(isIn);
        bits |= isIn ? 1 << i : 0;
      }
      assertThat(found.add(bits)).as("the only example of its class: %s", example).isTrue();
    }
    for (int bits = 0; bits < 1 << languages.size(); bits++) {
      Automaton texts = Languages.combination(universe, languages, bits);
      assertThat(found.contains(bits))
          .as("%s, combination %s: %s", patterns, bits, texts.getShortestExample(true))
          .isEqualTo(!texts.isEmpty());
    }
  }
}
