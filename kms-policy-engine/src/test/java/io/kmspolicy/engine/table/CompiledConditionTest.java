package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiled conditions: their results, which texts they compare, their order and their steps. */
class CompiledConditionTest {

  private static final ConditionMatchers MATCHERS = new ConditionMatchers(KmsCatalogue.bundled());
  private static final String KEY = "aws:principaltag/t";
  private static final String VARIABLE = "aws:principaltag/v";
  private static final String ARN = "arn:aws:sns:us-west-2:111122223333:topic";

  /** The values of policies; @ stands for a variable. */
  private static final List<List<String>> LISTED =
      List.of(
          List.of(),
          List.of("ab"),
          List.of("AB", "b"),
          List.of("*"),
          List.of("a*"),
          List.of("a?", "b"),
          List.of("", "a", "b", "ab"),
          List.of("", "a", "b", "a*"),
          List.of("@"),
          List.of("@*"),
          List.of("a@"),
          List.of("a@b", "b"),
          List.of("@@"),
          List.of("*@"),
          List.of("true"),
          List.of("false"),
          List.of("True", "false"),
          List.of("7", "10.0.0.0/31"),
          List.of(ARN, "arn:aws:s3:*:*:@"),
          List.of("arn:aws:*:*:*:t*"));

  private static final List<ContextValue> VALUES =
      List.of(
          ContextValue.absent(),
          ContextValue.unknown(),
          ContextValue.presentUnknown(),
          ContextValue.of(),
          ContextValue.of(""),
          ContextValue.of("a"),
          ContextValue.of("ab"),
          ContextValue.of("aB"),
          ContextValue.of("abb"),
          ContextValue.of("abab"),
          ContextValue.of("TRUE"),
          ContextValue.of("false"),
          ContextValue.of("FALSE"),
          ContextValue.of("7"),
          ContextValue.of("10.0.0.1"),
          ContextValue.of(ARN),
          ContextValue.of("a", "b"));

  private static final List<ContextValue> VARIABLES =
      List.of(
          ContextValue.absent(),
          ContextValue.unknown(),
          ContextValue.of(""),
          ContextValue.of("ab"),
          ContextValue.of("a", "b"));

  private static Condition condition(ConditionOperator operator, List<String> values) {
    return new Condition(
        operator,
        KEY,
        values.stream()
            .map(text -> ConditionValue.of(text.replace("@", "${aws:PrincipalTag/v}")))
            .toList(),
        SourceLocation.nowhere());
  }

  private static CompiledCondition compiled(Condition test, Optional<ValueType> type) {
    return new CompiledCondition(
        test, /* hasVariables= */ true, /* unsupported= */ false, MATCHERS, type);
  }

  private static CompiledCondition compiled(String operator, String... values) {
    return compiled(
        condition(ConditionOperator.parse(operator).orElseThrow(), List.of(values)),
        Optional.empty());
  }

  private static List<ConditionOperator> operators(Comparison comparison) {
    List<ConditionOperator> operators = new ArrayList<>();
    for (Quantifier quantifier : Quantifier.values()) {
      operators.add(new ConditionOperator(quantifier, comparison, /* ifExists= */ false));
    }
    if (comparison != Comparison.NULL) {
      operators.add(new ConditionOperator(Quantifier.NONE, comparison, /* ifExists= */ true));
    }
    return operators;
  }

  @ParameterizedTest
  @EnumSource(Comparison.class)
  @DisplayName("Section 3: a compiled condition has the result of matching value by value")
  void evaluate_anyValues_isWhatTheMatcherSays(Comparison comparison) {
    for (ConditionOperator operator : operators(comparison)) {
      for (List<String> listed : LISTED) {
        boolean hasVariable =
            comparison.family().hasVariables() && String.join("", listed).contains("@");
        Condition test = condition(operator, listed);
        CompiledCondition compiled = compiled(test, Optional.empty());
        for (ContextValue value : VALUES) {
          for (ContextValue variable : hasVariable ? VARIABLES : VARIABLES.subList(0, 1)) {
            assertSame(
                compiled, RequestContext.builder().set(KEY, value).set(VARIABLE, variable).build());
          }
        }
      }
    }
  }

  private static void assertSame(CompiledCondition compiled, RequestContext context) {
    for (MatchResult reading : MatchResult.values()) {
      MatchResult expected =
          MATCHERS.reading(reading).match(compiled.test(), PolicyType.IDENTITY, true, context);
      MatchResult found = compiled.evaluate(context, reading);
      if (found != expected) {
        assertThat(found)
            .as("%s in %s, empty is null: %s", compiled, context, reading)
            .isEqualTo(expected);
      }
    }
  }

  private static final List<String> TEXTS = List.of("", "x", "ab", "true", "x y");
  private static final List<String> BOOLEANS = List.of("true", "false");
  private static final List<String> ADDRESSES = List.of("10.0.0.1", "10.0.0.9", "2001:db8::1");
  private static final List<String> ARNS = List.of(ARN, "arn:aws:s3:::x", "arn:a:b:c:d:t");

  /**
   * Well-formed values of a type; all of them and what the test lists where the type is text or not
   * known.
   */
  private static List<String> values(Optional<ValueType> type, List<String> listed) {
    return switch (type.orElse(ValueType.STRING)) {
      case BOOL -> BOOLEANS;
      case IP_ADDRESS -> ADDRESSES;
      case ARN -> ARNS;
      case NUMERIC -> List.of("7", "8");
      case DATE -> List.of("2026-11-27T00:00:00Z", "2027-01-01T00:00:00Z");
      case STRING -> {
        List<String> all = new ArrayList<>(TEXTS);
        List.of(BOOLEANS, ADDRESSES, ARNS, listed).forEach(all::addAll);
        yield all;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Comparison.class)
  @DisplayName("6.13: a test that counts as open passes for some value and fails for another")
  void isOpen_anyTest_hasBothResults(Comparison comparison) {
    List<List<String>> listed =
        List.of(
            List.of(),
            List.of("ab"),
            List.of("*"),
            List.of("**", "ab"),
            IntStream.range(0, 20).mapToObj(i -> i == 0 ? "*" : "x*" + i).toList(),
            List.of("ab", "x", "x y", "true"),
            List.of("true"),
            List.of("true", "false"),
            List.of("10.0.0.0/31"),
            List.of("10.0.0.0/31", "no address"),
            List.of("no ARN"),
            List.of("arn:*:*:*:*:*"),
            List.of("arn:aws:s3:*:*:*"),
            List.of("@"),
            List.of("7"));
    List<Optional<ValueType>> types = new ArrayList<>(List.of(Optional.empty()));
    Arrays.stream(ValueType.values()).map(Optional::of).forEach(types::add);
    for (ConditionOperator operator : operators(comparison)) {
      for (List<String> values : listed) {
        for (Optional<ValueType> type : types) {
          CompiledCondition test = compiled(condition(operator, values), type);
          if (test.isOpen()) {
            Set<MatchResult> results = EnumSet.of(evaluate(test, ContextValue.absent()));
            values(type, values)
                .forEach(value -> results.add(evaluate(test, ContextValue.of(value))));

            assertThat(results)
                .as("%s of a key of type %s", test, type)
                .contains(MatchResult.MATCH, MatchResult.NO_MATCH);
          }
        }
      }
    }
  }

  private static MatchResult evaluate(CompiledCondition test, ContextValue value) {
    return test.evaluate(value, RequestContext.empty(), MatchResult.INDETERMINATE);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, ab",
    "StringNotEquals, ab",
    "StringLike, a*",
    "Bool, true",
    "IpAddress, 10.0.0.0/31",
    "NotIpAddress, 10.0.0.0/31",
    "NotIpAddressIfExists, 10.0.0.0/31",
    "ArnLike, arn:aws:s3:*:*:*",
    "ArnNotEquals, arn:aws:s3:*:*:*",
    "ArnNotLikeIfExists, arn:aws:s3:*:*:*"
  })
  @DisplayName("6.13: the tests of the common operators are open, so that few decisions need more")
  void isOpen_commonOperators_isTrue(String operator, String value) {
    assertThat(compiled(operator, value).isOpen()).isTrue();
    assertThat(compiled("ForAnyValue:" + operator, value).isOpen())
        .as("of a set, tests of texts only")
        .isEqualTo(operator.startsWith("String"));
  }

  @Test
  @DisplayName("6.12, 6.13: so are tests of presence and of sets of texts, but for tied keys")
  void isOpen_presenceAndSets_isTrueUnlessTied() {
    assertThat(compiled("Null", "true").isOpen()).isTrue();
    assertThat(compiled("Null", "false").isOpen()).isTrue();
    assertThat(compiled("Null", "true", "false").isOpen()).isFalse();
    assertThat(compiled("ForAllValues:StringLike", "a*").isOpen()).isTrue();
    assertThat(compiled("ForAllValues:StringLike", "*").isOpen()).isFalse();
    assertThat(compiled("ForAnyValue:StringLike", "@").isOpen()).isFalse();
    assertThat(compiled("ForAllValues:StringLike", "a*", "${aws:PrincipalTag/t}").isOpen())
        .as("a variable for the key itself, which every text passes")
        .isFalse();
    assertThat(onTheKeysOfTheEncryptionContext("ForAnyValue:StringEquals", "a").isOpen()).isFalse();
    assertThat(onTheKeysOfTheEncryptionContext("Null", "true").isOpen()).isFalse();
  }

  private static CompiledCondition onTheKeysOfTheEncryptionContext(String operator, String value) {
    Condition test =
        new Condition(
            ConditionOperator.parse(operator).orElseThrow(),
            "kms:EncryptionContextKeys",
            List.of(ConditionValue.of(value)),
            SourceLocation.nowhere());
    return compiled(test, Optional.empty());
  }

  @Test
  @DisplayName(
      "2.14: the texts of a test are those that it compares by equality, if it does no more")
  void texts_equalityTests_areTheirValues() {
    assertTexts(compiled("StringEquals", "a"), Set.of("a"), 1);
    assertTexts(compiled("StringNotEquals", "a", "b*"), Set.of("a", "b*"), 2);
    assertTexts(compiled("StringLike", "a", "b"), Set.of("a", "b"), 2);
    assertTexts(compiled("StringEquals", "a", "a"), Set.of("a"), 2);
    assertTexts(compiled("StringEquals", "a", "b", "c", "d", "d"), Set.of("a", "b", "c", "d"), 4);
    assertTexts(compiled("StringLike", "a", "b*"), Set.of(), 0);
    assertTexts(compiled("StringLike", "a", "b", "c", "d*"), Set.of(), 0);
    assertTexts(compiled("StringEquals", "a", "@"), Set.of(), 0);
    assertTexts(compiled("StringEqualsIgnoreCase", "a"), Set.of(), 0);
    assertTexts(compiled("ForAnyValue:StringEquals", "a"), Set.of(), 0);
    assertTexts(compiled("Bool", "true"), Set.of(), 0);

    assertThat(compiled("StringEquals", "a").comparedText()).isEqualTo("a");
    assertThat(compiled("StringEquals", "a", "b").comparedText()).isNull();
    assertThat(compiled("StringLike", "a*").comparedText()).isNull();
  }

  private static void assertTexts(CompiledCondition test, Set<String> texts, int count) {
    assertThat(test.texts()).as(test.toString()).isEqualTo(texts);
    assertThat(test.textCount()).as(test.toString()).isEqualTo(count);
  }

  @Test
  @DisplayName("A test that is quicker, or that more requests fail, comes before another")
  void cost_tests_orderThemByTheirWork() {
    List<CompiledCondition> ascending =
        List.of(
            compiled("StringEquals", "a"),
            compiled("Bool", "true"),
            compiled("StringEquals", "a", "b"),
            compiled("StringLike", "a*", "b*", "c*"),
            compiled("IpAddress", "10.0.0.0/31"),
            compiled("IpAddress", "10.0.0.0/31", "10.0.9.0/31"),
            compiled("ArnLike", "arn:aws:s3:*:*:*"),
            compiled("ArnLike", "arn:aws:s3:*:*:*", "arn:aws:sns:*:*:*"),
            compiled("StringLike", times(17, "a%s*")),
            compiled("ForAnyValue:StringEquals", "a"),
            compiled("NumericEquals", "7"));

    assertThat(ascending.stream().map(CompiledCondition::cost).toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, @, true",
    "StringEquals, a@b, true",
    "StringLike, @/@*, true",
    "StringLike, *@, false",
    "StringLike, a*@, false",
    "StringEqualsIgnoreCase, @, false",
    "StringEquals, '${aws:PrincipalTag/v, ''x''}', false",
    "StringEquals, '${aws:TagKeys}', false",
    "StringEquals, '${kms:ValidTo}', false"
  })
  @DisplayName("2.10: texts around variables of one value cost no more than other texts")
  void cost_variables_isThatOfTextsInSequencesOnly(
      String operator, String value, boolean isSequence) {
    int ofText = compiled("StringEquals", "a").cost();
    int general = compiled("NumericEquals", "7").cost();

    assertThat(compiled(operator, value).cost()).isEqualTo(isSequence ? ofText : general);
  }

  /** The steps of a test of the values, in a context with a counter. */
  private static long steps(CompiledCondition test, String... values) {
    StepCounter counter = new StepBudget(StepBudget.OF_A_CHECK).start();
    test.evaluate(
        ContextValue.of(values),
        new CountedContext(RequestContext.empty(), counter),
        MatchResult.INDETERMINATE);
    return counter.spent();
  }

  private static String[] times(int count, String text) {
    return IntStream.range(0, count).mapToObj(i -> text.formatted(i)).toArray(String[]::new);
  }

  @Test
  @DisplayName("6.17: more than sixteen comparisons of a value count, for each 32 characters of it")
  void evaluate_manyComparisons_countsTheirSteps() {
    assertThat(steps(compiled("StringLike", times(16, "a%s*")), "b")).isZero();
    assertThat(steps(compiled("StringLike", times(17, "a%s*")), "b")).isEqualTo(17);
    assertThat(steps(compiled("StringLike", times(17, "a%s*")), "b".repeat(64))).isEqualTo(3 * 17);
    assertThat(steps(compiled("StringEquals", times(99, "a%s")), "b")).as("one lookup").isZero();
    assertThat(steps(compiled("ArnLike", times(8, "arn:aws:s3:::%s*")), ARN)).isZero();
    assertThat(steps(compiled("ArnLike", times(9, "arn:aws:s3:::%s*")), ARN)).isEqualTo(2 * 18);
    assertThat(steps(compiled("NumericEquals", "7"), "7")).as("the matcher counts").isEqualTo(8);
    assertThat(steps(compiled("NumericEquals", times(5, "%s")), "9")).isEqualTo(5 * (8 + 4));
  }

  @Test
  @DisplayName("6.17: several values of a key count the comparisons of each")
  void evaluate_severalValues_countsTheirSteps() {
    assertThat(steps(compiled("StringLike", times(2, "a%s*")), "b", "c", "d")).isEqualTo(3 * 2);
    assertThat(steps(compiled("StringLike", times(17, "a%s*")), "b", "c")).isEqualTo(2 * 17 * 2);
    assertThat(steps(compiled("Bool", "true"), "b", "c")).isEqualTo(2);
    assertThat(steps(compiled("IpAddress", "10.0.0.0/31"), "b", "c")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, @, aws:principaltag/v",
    "StringLike, @, aws:principaltag/v",
    "StringEquals, a@,",
    "StringEquals, @@,",
    "StringLike, @*,",
    "StringEquals, a,",
    "Bool, true,",
    "ForAnyValue:StringEquals, @,"
  })
  @DisplayName("2.10: a test compares two keys if its only value is one variable")
  void comparedKey_oneVariable_isItsKey(
      String operator, String value, @Nullable String comparedKey) {
    assertThat(compiled(operator, value).comparedKey()).isEqualTo(comparedKey);
    assertThat(compiled(operator, value, "b").comparedKey()).as("two values").isNull();
  }

  @Test
  @DisplayName("5.17: a test knows whether its policy supports its keys, and compares no text then")
  void isUnsupported_keyOfAnotherPolicy_isWhatItWasMadeOf() {
    Condition test = compiled("StringEquals", "a").test();
    CompiledCondition unsupported =
        new CompiledCondition(
            test, /* hasVariables= */ true, /* unsupported= */ true, MATCHERS, Optional.empty());

    assertThat(unsupported.isUnsupported()).isTrue();
    assertThat(unsupported.comparedText()).isNull();
    assertThat(compiled("StringEquals", "a").isUnsupported()).isFalse();
  }

  @Test
  @DisplayName("6.17: several values of a set operator count, and a single one does not")
  void evaluate_setOperator_countsSeveralValues() {
    CompiledCondition any = compiled("ForAnyValue:StringLike", times(2, "a%s*"));

    assertThat(steps(any, "b")).isZero();
    assertThat(steps(any, "b", "c", "d")).isEqualTo(3 * 2);
    assertThat(steps(compiled("ForAnyValue:StringLike", times(17, "a%s*")), "b"))
        .isEqualTo(steps(compiled("StringLike", times(17, "a%s*")), "b"));
  }

  @Test
  @DisplayName("6.17: a pattern counts its text from 257 characters on")
  void evaluate_longText_countsItsCharacters() {
    CompiledCondition like = compiled("StringLike", "a*");
    String longest = "b".repeat(StepCounter.SHORT_TEXT);

    assertThat(steps(like, longest)).isZero();
    assertThat(steps(like, longest + "b")).isEqualTo(StepCounter.ofText(longest + "b"));
  }
}
