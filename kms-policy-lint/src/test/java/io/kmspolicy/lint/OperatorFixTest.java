package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the linter says about set operators holds for requests with and without the condition key
 * (rule 3.3), and its fix allows no request that the statement did not allow.
 */
final class OperatorFixTest {

  private static List<Finding> findings(String effect, String condition) {
    return Lints.identity(
        RandomPolicies.policy(
            "{\"Effect\": \""
                + effect
                + "\", \"Action\": [\"kms:Decrypt\", \"kms:TagResource\"], \"Resource\":"
                + " \"arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\","
                + " \"Condition\": "
                + condition.replace('\'', '"')
                + "}"));
  }

  private static List<Finding> findings(String effect, String condition, LintRule rule) {
    return findings(effect, condition).stream().filter(one -> one.rule() == rule).toList();
  }

  private static List<String> fixes(String effect, String condition, LintRule rule) {
    return findings(effect, condition, rule).stream().map(Finding::fix).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Allow | ForAllValues:StringEquals | use `StringEquals`",
        "Deny | ForAllValues:StringEquals | use `StringEqualsIfExists`",
        "Allow | ForAnyValue:StringEquals | use `StringEquals`",
        "Deny | ForAnyValue:StringEquals | use `StringEquals`",
        "Deny | ForAnyValue:StringEqualsIfExists | use `StringEqualsIfExists`",
        "Allow | ForAllValues:StringNotEquals | use `StringNotEquals`",
        "Deny | ForAnyValue:StringNotEqualsIfExists | use `StringNotEqualsIfExists`",
        "Allow | ForAnyValue:StringNotEqualsIfExists | use `StringNotEquals` with `\"Null\":"
            + " {\"aws:ResourceTag/a\": \"false\"}`",
        "Deny | ForAllValues:StringNotLike | use `StringNotLike`",
        "Allow | ForAllValues:StringNotLike | use `StringNotLike` with `\"Null\":"
            + " {\"aws:ResourceTag/a\": \"false\"}`",
        "Allow | ForAnyValue:StringNotEquals | use `StringNotEquals` with `\"Null\":"
            + " {\"aws:ResourceTag/a\": \"false\"}`",
        "Deny | ForAnyValue:StringNotEquals | use `StringNotEquals` with `\"Null\":"
            + " {\"aws:ResourceTag/a\": \"false\"}`",
      })
  void lint_setOperatorOnOneValue_isReplacedByAnEqualTest(
      String effect, String operator, String fix) {
    assertThat(
            fixes(
                effect,
                "{'" + operator + "': {'aws:ResourceTag/a': 'x'}}",
                LintRule.SET_OPERATOR_ON_SINGLE_VALUE))
        .containsExactly(fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ForAnyValue:StringEquals | so `ForAnyValue` changes nothing",
        "ForAnyValue:StringNotEquals | and `ForAnyValue` only holds if the request has it",
        "ForAnyValue:StringEqualsIfExists | and what `ForAnyValue` with `IfExists` means without it"
            + " is not documented",
        "ForAllValues:StringEquals | and `ForAllValues` also holds if the request has no such key",
        "ForAllValues:StringNotLike | and what `ForAllValues:StringNotLike` means without it is"
            + " not documented",
      })
  void lint_setOperatorOnOneValue_saysWhatItChanges(String operator, String what) {
    assertThat(
            findings(
                "Allow",
                "{'" + operator + "': {'aws:ResourceTag/a': 'x'}}",
                LintRule.SET_OPERATOR_ON_SINGLE_VALUE))
        .extracting(Finding::message)
        .containsExactly("`aws:ResourceTag/a` has one value, " + what);
  }

  @ParameterizedTest
  @CsvSource({
    "StringLike, *, true",
    "StringLike, a*, false",
    "StringEquals, '', true",
    "StringEquals, *, false",
    "StringEquals, ${aws:PrincipalTag/a}, true",
    "StringLike, ${*}, false"
  })
  @DisplayName(
      "3.5: ForAnyValue does not hold for an empty value, which the plain operator may match")
  void lint_forAnyValueOfAnEmptyValue_isNotTheSame(String operator, String value, boolean differs) {
    assertThat(
            findings(
                "Allow",
                "{'ForAnyValue:" + operator + "': {'aws:ResourceTag/a': '" + value + "'}}",
                LintRule.SET_OPERATOR_ON_SINGLE_VALUE))
        .extracting(Finding::message, Finding::fix)
        .containsExactly(
            differs
                ? tuple(
                    "`aws:ResourceTag/a` has one value, and `ForAnyValue` does not hold for an"
                        + " empty one",
                    "use `"
                        + operator
                        + "` with `\"StringNotEquals\": {\"aws:ResourceTag/a\": \"\"}`")
                : tuple(
                    "`aws:ResourceTag/a` has one value, so `ForAnyValue` changes nothing",
                    "use `" + operator + "`"));
  }

  @ParameterizedTest
  @CsvSource({"StringLike, *, true", "StringEquals, '', true", "StringEquals, x, false"})
  @DisplayName("3.5: the fix of an Allow does not hold for an empty value, also without IfExists")
  void lint_forAnyValueIfExists_doesNotAllowAnEmptyValue(
      String operator, String value, boolean isRefused) {
    String condition =
        "{'ForAnyValue:" + operator + "IfExists': {'aws:ResourceTag/a': '" + value + "'}}";
    assertThat(findings("Allow", condition, LintRule.SET_OPERATOR_ON_SINGLE_VALUE))
        .extracting(Finding::fix)
        .containsExactly(
            "use `"
                + operator
                + "`"
                + (isRefused ? " with `\"StringNotEquals\": {\"aws:ResourceTag/a\": \"\"}`" : ""));
    assertThat(findings("Deny", condition, LintRule.SET_OPERATOR_ON_SINGLE_VALUE))
        .extracting(Finding::fix)
        .containsExactly("use `" + operator + "IfExists`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{'Null': {'aws:TagKeys': 'false'}} | false",
        "{'Null': {'aws:TagKeys': 'true'}} | false",
        "{'Null': {'AWS:tagkeys': 'true'}} | false",
        "{'ForAnyValue:StringLike': {'aws:TagKeys': '*'}} | false",
        "{'StringEquals': {'aws:RequestTag/Project': 'Alpha'}} | false",
        "{'Null': {'aws:RequestTag/Project': 'false'}} | false",
        "{'StringEqualsIfExists': {'aws:RequestTag/Project': 'Alpha'}} | true",
        "{'StringEquals': {'aws:ResourceTag/Project': 'Alpha'}} | true",
      })
  void lint_forAllValues_isFoundIfARequestWithoutTheKeyIsAllowedByMistake(
      String other, boolean found) {
    String rest = other.substring(1, other.length() - 1);
    assertThat(
            findings(
                "Allow",
                "{'ForAllValues:StringEquals': {'aws:TagKeys': ['Project']}"
                    + (rest.isEmpty() ? "" : ", " + rest)
                    + "}",
                LintRule.FOR_ALL_VALUES_WITHOUT_NULL))
        .hasSize(found ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'StringEquals': {'kms:EncryptionContext:a': 'b'}, | false",
        "{'StringNotEquals': {'kms:EncryptionContext:a': 'b'}, | true",
      })
  void lint_forAllValuesOfTheEncryptionContext_isGuardedByATestOfAPair(
      String other, boolean found) {
    assertThat(
            findings(
                "Allow",
                other + " 'ForAllValues:StringEquals': {'kms:EncryptionContextKeys': ['a']}}",
                LintRule.FOR_ALL_VALUES_WITHOUT_NULL))
        .hasSize(found ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StringEquals | use `StringLike`",
        "StringEqualsIfExists | use `StringLikeIfExists`",
        "StringNotEqualsIfExists | use `StringNotLikeIfExists`",
        "StringNotEqualsIgnoreCase | use `StringNotLike`, which tells capital letters from small"
            + " ones",
      })
  @DisplayName("a fix keeps what the test means for a request without the key")
  void lint_wildcard_keepsIfExists(String operator, String fix) {
    assertThat(
            fixes(
                "Deny",
                "{'" + operator + "': {'kms:EncryptionContext:a': 'x*'}}",
                LintRule.WILDCARD_WITHOUT_LIKE))
        .containsExactly(fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StringEquals | use `ForAnyValue:StringEquals`, or `ForAllValues:`",
        "StringEqualsIfExists | use `ForAllValues:StringEquals`, which also holds for a request"
            + " without the key",
        "StringNotLikeIfExists | use `ForAllValues:StringNotLike`, and another statement with"
            + " `\"Null\": {\"aws:TagKeys\": \"true\"}` for requests without the key",
      })
  @DisplayName("3.3: ForAllValues holds without the key, as IfExists does")
  void lint_plainOperatorWithIfExists_keepsWhatHoldsWithoutTheKey(String operator, String fix) {
    assertThat(
            fixes(
                "Deny",
                "{'" + operator + "': {'aws:TagKeys': 'x'}}",
                LintRule.PLAIN_OPERATOR_ON_MANY_VALUES))
        .containsExactly(fix);
  }
}
