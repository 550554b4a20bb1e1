package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.ShortArnMatcher;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares pattern matching with simple specifications. */
@Label("patterns")
@AddLifecycleHook(Seeds.class)
class GlobPropertyTest {

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of('a', 'b', 'A', ':', '*', '*', '?', '\u2c2f', '\ud801', '\udc00')
        .list()
        .ofMaxSize(9)
        .map(Texts::join);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of('a', 'b', 'A', ':', '*', 'x', '\u2c2f', '\u2c5f', '\ud801', '\udc28')
        .list()
        .ofMaxSize(9)
        .map(Texts::join);
  }

  /** Specification: whether the pattern from an index on matches the text from an index on. */
  private static boolean matches(String pattern, int p, String text, int t, boolean ignoreCase) {
    if (p == pattern.length()) {
      return t == text.length();
    }
    char c = pattern.charAt(p);
    if (c == '*') {
      return matches(pattern, p + 1, text, t, ignoreCase)
          || (t < text.length() && matches(pattern, p, text, t + 1, ignoreCase));
    }
    if (t == text.length()) {
      return false;
    }
    boolean same = ignoreCase ? LetterCase.areEqual(c, text.charAt(t)) : c == text.charAt(t);
    return (c == '?' || same) && matches(pattern, p + 1, text, t + 1, ignoreCase);
  }

  /** The specification for resources: wildcards match within their segment (rule 2.3). */
  private static boolean matchesArn(String pattern, int p, String text, int t) {
    if (p == pattern.length()) {
      return t == text.length();
    }
    char c = pattern.charAt(p);
    boolean more = t < text.length();
    if (c == '*') {
      boolean spans = p + 1 == pattern.length() || pattern.charAt(p + 1) == ':';
      return matchesArn(pattern, p + 1, text, t)
          || (more && (spans || text.charAt(t) != ':') && matchesArn(pattern, p, text, t + 1));
    }
    boolean same = more && (c == '?' ? text.charAt(t) != ':' : text.charAt(t) == c);
    return same && matchesArn(pattern, p + 1, text, t + 1);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("2.16: a pattern matches what its plain reading says")
  void matches_anyText_isThePlainReading(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    Glob glob = Glob.parse(pattern);

    assertThat(glob.matches(text)).isEqualTo(matches(pattern, 0, text, 0, false));
    boolean ignoringCase = matches(pattern, 0, text, 0, true);
    assertThat(glob.matchesIgnoreCase(text)).isEqualTo(ignoringCase);
    String widest = LetterCase.widest(pattern);
    boolean perhaps = matches(widest, 0, LetterCase.widest(text), 0, true);
    assertThat(glob.matchIgnoringCase(text))
        .isEqualTo(
            MatchResult.of(ignoringCase)
                .or(perhaps ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH));
    assertThat(glob.matches("<" + text + ">", 1, 1 + text.length(), false))
        .isEqualTo(glob.matches(text));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("2.3: a short resource pattern matches what its plain reading says")
  void arnGlob_anyText_isThePlainReading(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    assertThat(ShortArnMatcher.matches(Glob.parse(pattern), text, false))
        .isEqualTo(matchesArn(pattern, 0, text, 0));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("2.15: an ARN pattern matches field by field")
  void arnLike_anyArn_isFieldByField(
      @ForAll("patterns") String one,
      @ForAll("patterns") String two,
      @ForAll("texts") String text) {
    String pattern = "arn:aws:" + one + ":r:a:" + two;
    String value = "arn:aws:" + text + ":r:a:" + text;
    String[] parts = pattern.split(":", 6);
    String[] held = value.split(":", 6);
    boolean expected = true;
    for (int i = 0; i < 6; i++) {
      expected &= matches(parts[i], 0, held[i], 0, false);
    }

    assertThat(new ArnMatcher(Glob.parse(pattern)).like(value, MatchResult.NO_MATCH))
        .isEqualTo(MatchResult.of(expected));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("6.13: the machine of a pattern accepts what the pattern matches")
  void predicate_anyText_acceptsWhatMatches(
      @ForAll("patterns") String pattern,
      @ForAll("texts") String text,
      @ForAll boolean ignoreCase,
      @ForAll boolean arn) {
    Glob glob = Glob.parse(pattern);
    boolean expected =
        arn
            ? new ArnMatcher(glob).like(text, MatchResult.NO_MATCH).isMatch()
            : glob.matches(text, 0, text.length(), ignoreCase);

    assertThat(accepts(new GlobAutomaton(glob, !arn && ignoreCase, arn), text)).isEqualTo(expected);
    assertThat(accepts(new GlobAutomaton(glob, GlobAutomaton.Letters.WIDEST, false), text))
        .isEqualTo(!glob.matchIgnoringCase(text).isNoMatch());
  }

  @Provide
  Arbitrary<String> arns() {
    Arbitrary<String> fields =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of("a", "b", "")),
            Tuple.of(2, Arbitraries.of("*", "?", "a*", "*b", "a:b", "*:b", "?:")));
    return fields.list().ofMinSize(4).ofMaxSize(6).map(list -> "arn:" + String.join(":", list));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("6.13, 2.15: the machine of an ARN accepts what is alike field by field")
  void predicate_arns_acceptsWhatMatches(
      @ForAll("arns") String pattern, @ForAll("arns") String text) {
    Glob glob = Glob.parse(pattern);
    boolean expected = new ArnMatcher(glob).like(text, MatchResult.NO_MATCH).isMatch();

    assertThat(accepts(new GlobAutomaton(glob, false, true), text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"*a, a, true", "*a, ba, true", "*, '', true", "**b, b, true", "?, '', false"})
  @DisplayName("2.16: a leading `*` can match the empty string")
  void predicate_leadingRun_mayBeEmpty(String pattern, String text, boolean expected) {
    Glob glob = Glob.parse(pattern);

    assertThat(accepts(new GlobAutomaton(glob, false, false), text)).isEqualTo(expected);
    assertThat(glob.matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:*:*:*:*, arn:aws:sns:us-west-2:1:topic:subscription, true",
    "arn:aws:*:*:*:t?s, arn:aws:sns:us-west-2:1:t:s, true",
    "arn:*:s3:::b, arn:aws:s3:::b, true",
    "arn:*:s3:::b, arn:aws:x:s3:::b, false",
    "arn:a?s:s3:::b, arn:a:s:s3:::b, false",
    "arn:aws:*:::b, arn:aws:x:s3:::b, false",
  })
  @DisplayName("2.15: wildcards match colons in the last field of an ARN, and in no other")
  void predicate_arnWithColons_staysInItsPart(String pattern, String text, boolean expected) {
    Glob glob = Glob.parse(pattern);

    assertThat(accepts(new GlobAutomaton(glob, false, true), text)).isEqualTo(expected);
    assertThat(new ArnMatcher(glob).like(text, MatchResult.NO_MATCH).isMatch()).isEqualTo(expected);
  }

  static boolean accepts(GlobAutomaton predicate, String text) {
    // Beside another automaton, whose states must not mix with those of the first.
    GlobAutomaton beside = new GlobAutomaton(Glob.parse("a*" + "?".repeat(70)), true, false);
    List<GlobAutomaton> automata = List.of(beside, predicate, beside);
    SortedSet<Character> read = new TreeSet<>(StringEquivalenceClasses.alphabet(automata));
    text.chars().forEach(c -> read.add((char) c));
    List<Character> alphabet = List.copyOf(read);
    ProductAutomaton product = new ProductAutomaton(automata, alphabet);
    ProductAutomaton.State state = product.start();
    for (int i = 0; i < text.length(); i++) {
      assertThat(statesAfterOthers(product, state, alphabet.size()))
          .as("6.13: characters that a state does not distinguish lead to one state")
          .hasSizeLessThanOrEqualTo(1);
      state = product.next(state, alphabet.indexOf(text.charAt(i)));
    }
    return product.accepting(state).get(1);
  }

  private static Set<ProductAutomaton.State> statesAfterOthers(
      ProductAutomaton product, ProductAutomaton.State state, int letters) {
    Set<ProductAutomaton.State> states = new HashSet<>();
    BitSet distinguished = product.letters(state);
    for (int letter = 0; letter < letters; letter++) {
      if (!distinguished.get(letter)) {
        states.add(product.next(state, letter));
      }
    }
    return states;
  }
}
