package io.kmspolicy.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tests a domain of values settles, for every short pattern, beside its texts. */
class ValueDomainTest {

  private static final String KEY = "aws:PrincipalArn";
  private static final String HEADER = "arn:aws:iam::";

  private static final Statement ALWAYS =
      ((PolicyLayer.Attached)
              Policies.layer(
                  PolicyType.IDENTITY, "{'Effect':'Allow','Action':'kms:*','Resource':'*'}"))
          .policies()
          .get(0)
          .document()
          .statements()
          .get(0);

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

  private static Condition test(Comparison comparison, String... values) {
    return new Condition(
        ConditionOperator.plain(comparison),
        KEY,
        List.of(values).stream().map(ConditionValue::of).toList(),
        SourceLocation.nowhere());
  }

  private static Optional<Statement> given(List<String> patterns, Condition... tests) {
    Statement statement =
        new Statement(
            ALWAYS.sid(),
            ALWAYS.effect(),
            ALWAYS.principal(),
            ALWAYS.action(),
            ALWAYS.resource(),
            new ConditionBlock(List.of(tests)),
            ALWAYS.location());
    return new ValueDomain(KEY, patterns).narrow(statement);
  }

  private static MatchResult settled(Comparison comparison, String value, String pattern) {
    return given(List.of(pattern), test(comparison, value))
        .map(left -> left.condition().tests().isEmpty())
        .map(isGone -> isGone ? MatchResult.MATCH : MatchResult.INDETERMINATE)
        .orElse(MatchResult.NO_MATCH);
  }

  /** Whether a test passes for all texts of a domain, none of them, or some. */
  private static MatchResult expected(List<String> domain, Predicate<String> passes) {
    if (domain.stream().noneMatch(passes)) {
      return MatchResult.NO_MATCH;
    }
    return domain.stream().allMatch(passes) ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /** Where {@code ?} is to stand for a part of {@code *}, a test may be left that always passes. */
  private static boolean isOpen(String value, String pattern) {
    return value.contains("?") && pattern.contains("*");
  }

  @Test
  @DisplayName("2.16: a test of texts is settled if all texts of the domain pass it, or none")
  void narrow_anyShortPatterns_settlesWhatItsTextsSettle() {
    List<String> texts = texts("abx*?", 4);
    for (String pattern : texts("ab*?", 2)) {
      List<String> domain = texts.stream().filter(Glob.parse(pattern)::matches).toList();
      for (String value : texts("ab*?", 3)) {
        MatchResult equal = expected(domain, value::equals);
        MatchResult like = expected(domain, Glob.parse(value)::matches);
        boolean isOpen = isOpen(value, pattern) && like == MatchResult.MATCH;

        assertThat(settled(Comparison.STRING_EQUALS, value, pattern))
            .as("equals %s of %s", value, pattern)
            .isEqualTo(equal);
        assertThat(settled(Comparison.STRING_NOT_EQUALS, value, pattern))
            .as("not equals %s of %s", value, pattern)
            .isEqualTo(equal.not());
        assertThat(settled(Comparison.STRING_LIKE, value, pattern))
            .as("like %s of %s", value, pattern)
            .isEqualTo(isOpen ? MatchResult.INDETERMINATE : like);
      }
    }
  }

  @Test
  @DisplayName("2.15: a test of ARNs is settled if all ARNs of the domain pass it, or none")
  void narrow_anyArns_settlesWhatItsArnsSettle() {
    List<String> ends = new ArrayList<>();
    for (String account : List.of("", "a", "b", "x", "ax", "xa")) {
      texts("ab:x", 3).forEach(name -> ends.add(HEADER + account + ":" + name));
    }
    for (String pattern : arns(List.of("a", "*", "?"), List.of("a", "a*", "*b", "?"))) {
      ArnMatcher domain = new ArnMatcher(Glob.parse(pattern));
      List<String> texts =
          ends.stream()
              .filter(text -> domain.like(text, MatchResult.NO_MATCH) == MatchResult.MATCH)
              .toList();
      for (String value : arns(List.of("", "a", "b", "*", "a*"), List.of("a", "*", "*b", "a:*"))) {
        ArnMatcher arn = new ArnMatcher(Glob.parse(value));
        Glob glob = Glob.parse(value);
        boolean spans = value.startsWith(HEADER + "*") || value.startsWith(HEADER + "a*");

        assertThat(settled(Comparison.ARN_LIKE, value, pattern))
            .as("%s of %s", value, pattern)
            .isEqualTo(
                expected(texts, text -> arn.like(text, MatchResult.NO_MATCH) == MatchResult.MATCH));
        if (!spans) {
          assertThat(settled(Comparison.STRING_LIKE, value, pattern))
              .as("%s of %s as texts", value, pattern)
              .isEqualTo(expected(texts, glob::matches));
        }
      }
    }
  }

  private static List<String> arns(List<String> accounts, List<String> names) {
    List<String> arns = new ArrayList<>();
    for (String account : accounts) {
      names.forEach(name -> arns.add(HEADER + account + ":" + name));
    }
    return arns;
  }

  @ParameterizedTest
  @CsvSource({
    "STRING_LIKE, *:b, 1:a:b, MATCH",
    "STRING_LIKE, 1*:b, 1:a:b, MATCH",
    "STRING_LIKE, ?:b, 1:a:b, NO_MATCH",
    "ARN_LIKE, *:b, 1:a:b, NO_MATCH",
    "STRING_EQUALS, *:b, 1:a:b, NO_MATCH"
  })
  @DisplayName("2.15, 2.16: `*` spans the parts of an ARN in a test of texts only")
  void narrow_wildcardBeforeTheLastPart_spansPartsOfTexts(
      Comparison comparison, String value, String pattern, MatchResult expected) {
    assertThat(settled(comparison, HEADER + value, HEADER + pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "AB, ab, INDETERMINATE",
    "AB, a*, INDETERMINATE",
    "ab, AB, INDETERMINATE",
    "AB, ac, NO_MATCH"
  })
  @DisplayName("3.10: a test without regard to letter case is never left out as passed")
  void narrow_ignoringCase_settlesOnlyWhatNeverMatches(
      String value, String pattern, MatchResult expected) {
    assertThat(settled(Comparison.STRING_EQUALS_IGNORE_CASE, value, pattern)).isEqualTo(expected);
    assertThat(settled(Comparison.STRING_NOT_EQUALS_IGNORE_CASE, value, pattern))
        .isEqualTo(expected.not());
  }

  @Test
  @DisplayName("A test keeps the values that some pattern of the domain can match")
  void narrow_severalPatterns_keepWhatOneCanMatch() {
    List<String> patterns = List.of("a*", "b");

    assertThat(given(patterns, test(Comparison.STRING_EQUALS, "b", "c", "ab", "${aws:username}")))
        .hasValueSatisfying(
            left ->
                assertThat(left.condition().tests())
                    .containsExactly(test(Comparison.STRING_EQUALS, "b", "ab", "${aws:username}")));
    assertThat(given(patterns, test(Comparison.STRING_LIKE, "a*")))
        .hasValueSatisfying(left -> assertThat(left.condition().tests()).hasSize(1));
    assertThat(given(patterns, test(Comparison.STRING_LIKE, "*"), test(Comparison.NULL, "false")))
        .hasValueSatisfying(
            left ->
                assertThat(left.condition().tests())
                    .containsExactly(test(Comparison.NULL, "false")));
    assertThat(given(patterns, test(Comparison.STRING_EQUALS)))
        .hasValueSatisfying(
            left ->
                assertThat(left.condition().tests())
                    .containsExactly(test(Comparison.STRING_EQUALS)));
  }
}
