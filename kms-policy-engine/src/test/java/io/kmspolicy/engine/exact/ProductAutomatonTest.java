package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product of several automata, whose states cross the words of their vectors. */
class ProductAutomatonTest {

  private static final List<String> TEXTS =
      List.of("", "a", "b", "ab", "ba", "bab", "abab", "aabb", "A", "aBa", "x", "xab", "abx", ":");

  private static final List<String> ARNS =
      List.of("arn:a:b:x:a:b", "arn:a:b::a:", "arn:a:b::a:a:b", "arn:a:b:a::x:b", "arn:a:b:x");

  /** Patterns after one whose indexes fill the words before theirs. */
  private static List<GlobAutomaton> automata(int before) {
    List<GlobAutomaton> automata = new ArrayList<>();
    automata.add(new GlobAutomaton(Glob.parse("b".repeat(before)), false, false));
    for (String pattern : List.of("ab", "a*", "*b", "**", "a**b", "?b?", "*?", "", "a?*b*")) {
      automata.add(new GlobAutomaton(Glob.parse(pattern), false, false));
      automata.add(new GlobAutomaton(Glob.parse(pattern), true, false));
    }
    for (String pattern : List.of("arn:?:b:*:a:*", "arn:*:*::a:?*", "arn:a:*:b", "*:a:b::?:*b")) {
      automata.add(new GlobAutomaton(Glob.parse(pattern), false, true));
    }
    return automata;
  }

  private static boolean matches(GlobAutomaton automaton, String text) {
    Glob pattern = automaton.pattern();
    return automaton.arn()
        ? new ArnMatcher(pattern).like(text, MatchResult.NO_MATCH) == MatchResult.MATCH
        : pattern.matches(text, 0, text.length(), automaton.ignoreCase());
  }

  private static ProductAutomaton.State follow(
      ProductAutomaton product, List<Character> alphabet, String text) {
    ProductAutomaton.State state = product.start();
    for (int i = 0; i < text.length(); i++) {
      state = product.next(state, alphabet.indexOf(text.charAt(i)));
    }
    return state;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 40, 57, 58, 59, 60, 61, 62, 63, 64, 120, 126, 127, 128})
  @DisplayName("6.13: the product accepts a text with each pattern that matches it")
  void accepting_anyText_areThePatternsThatMatch(int before) {
    List<GlobAutomaton> automata = automata(before);
    List<Character> alphabet = StringEquivalenceClasses.alphabet(automata);
    ProductAutomaton product = new ProductAutomaton(automata, alphabet);
    List<String> texts = new ArrayList<>(TEXTS);
    texts.addAll(ARNS);
    texts.add("b".repeat(before));
    for (String text : texts) {
      BitSet expected = new BitSet();
      for (int i = 0; i < automata.size(); i++) {
        expected.set(i, matches(automata.get(i), text));
      }

      assertThat(product.accepting(follow(product, alphabet, text))).as(text).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 62, 63, 64, 127, 128})
  @DisplayName("6.13: a state knows the characters that lead to different states")
  void letters_anyState_areThoseThatLeadElsewhere(int before) {
    List<GlobAutomaton> automata = automata(before);
    List<Character> alphabet = StringEquivalenceClasses.alphabet(automata);
    ProductAutomaton product = new ProductAutomaton(automata, alphabet);
    for (String text : TEXTS) {
      ProductAutomaton.State state = follow(product, alphabet, text);
      BitSet letters = product.letters(state);
      Set<ProductAutomaton.State> others = new HashSet<>();
      for (int letter = 0; letter < alphabet.size(); letter++) {
        if (!letters.get(letter)) {
          others.add(product.next(state, letter));
        }
      }

      assertThat(others).as(text).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 62, 63, 64, 127, 128})
  @DisplayName("6.13: a state has a bit for each index of each pattern")
  void words_onePattern_haveABitForEachIndex(int length) {
    GlobAutomaton automaton = new GlobAutomaton(Glob.parse("a".repeat(length)), false, false);

    assertThat(ProductAutomaton.size(List.of(automaton, automaton))).isEqualTo(2L * (length + 1));
    assertThat(new ProductAutomaton(List.of(automaton), List.of('a', 'x')).words() * Long.SIZE)
        .isBetween(length + 1, length + 1 + Long.SIZE);
  }
}
