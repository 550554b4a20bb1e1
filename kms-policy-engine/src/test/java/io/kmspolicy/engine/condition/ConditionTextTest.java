package io.kmspolicy.engine.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@link ConditionExpression#text} describes conditions in English, including their effect on
 * absent keys.
 */
final class ConditionTextTest {

  private static ConditionExpression block(String condition) {
    ConditionBlock block =
        PolicyReader.forType(PolicyType.IDENTITY)
            .read(
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                    + " \"*\", \"Resource\": \"*\", \"Condition\": {"
                    + condition
                    + "}}}")
            .statements()
            .get(0)
            .condition();
    return ConditionExpression.all(
        block.tests().stream()
            .map(
                test ->
                    new ConditionExpression.Predicate(
                        test.operator(),
                        test.key(),
                        test.values().stream().map(ConditionValue::text).toList()))
            .toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'StringEquals': {'k': 'a'}           | `k` is `a`                 | `k` is absent or is"
            + " not `a`",
        "'StringEquals': {'k': ['a', 'b']}    | `k` is `a` or `b`          | `k` is absent or is"
            + " neither `a` nor `b`",
        "'StringNotEquals': {'k': 'a'}        | `k` is absent or is not `a` | `k` is `a`",
        "'StringEqualsIfExists': {'k': 'a'}   | `k` is absent or is `a`    | `k` is not `a`",
        "'StringLike': {'k': 'a*'}            | `k` matches `a*`           | `k` is absent or does"
            + " not match `a*`",
        "'Null': {'k': 'true'}                | `k` is absent              | `k` is there",
        "'Null': {'k': 'false'}               | `k` is there               | `k` is absent",
        "'Bool': {'k': 'true'}                | `k` is `true`              | `k` is absent or is"
            + " not `true`",
        "'NumericLessThanEquals': {'k': '5'}  | `k` is at most `5`         | `k` is absent or is"
            + " not at most `5`",
        "'DateGreaterThan': {'k': '2026-01-01T00:00:00Z'} | `k` is after `2026-01-01T00:00:00Z` |"
            + " `k` is absent or is not after `2026-01-01T00:00:00Z`",
        "'NotIpAddress': {'k': ['192.0.2.0/24', '10.0.0.0/8']} | `k` is absent or is in neither"
            + " `192.0.2.0/24` nor `10.0.0.0/8` | `k` is in `192.0.2.0/24` or `10.0.0.0/8`",
        "'ForAnyValue:StringEquals': {'k': 'a'} | a value of `k` is `a`    | each value of `k`, if"
            + " there is one, is not `a`",
        "'ForAllValues:StringEquals': {'k': 'a'} | each value of `k`, if there is one, is `a` | a"
            + " value of `k` is not `a`",
        "'ForAllValues:StringNotEquals': {'k': 'a'} | each value of `k`, if there is one, is not"
            + " `a` | a value of `k` is `a`",
        "'StringEquals': {'k': 'a', 'l': 'b'} | `k` is `a` and `l` is `b`  | `k` is absent or is"
            + " not `a` or `l` is absent or is not `b`"
      })
  void holdsAndFails_condition_describeBothOutcomes(String condition, String holds, String fails) {
    ConditionExpression block = block(condition.replace('\'', '"'));
    assertThat(block.text()).isEqualTo(holds);
    assertThat(block.negated().text()).isEqualTo(fails);
  }

  /** A constraint on pairs that are written {@code name=value,...}. */
  private static ContextConstraint pairs(String kind, String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
      pairs.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return switch (kind) {
      case "equals" -> new ContextConstraint.EqualTo(pairs);
      case "contains" -> new ContextConstraint.Containing(pairs);
      default -> new ContextConstraint.None();
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @DisplayName("5.9: what the constraints of a grant require, and how a request fails them")
  @CsvSource(
      delimiter = '|',
      value = {
        "equals   | a=1,b=2 | ''    | the encryption context is exactly `a`=`1`, `b`=`2` (grant"
            + " `g`) | the encryption context is not exactly `a`=`1`, `b`=`2` (grant `g`)",
        "contains | a=1     | ''    | the encryption context includes `a`=`1` (grant `g`) | the"
            + " encryption context does not include `a`=`1` (grant `g`)",
        "none     | ''      | arn:x | a service calls for `arn:x` (grant `g`) | no service calls"
            + " for `arn:x` (grant `g`)",
        "contains | a=1     | arn:x | the encryption context includes `a`=`1` and a service calls"
            + " for `arn:x` (grant `g`) | the encryption context does not include `a`=`1` or no"
            + " service calls for `arn:x` (grant `g`)"
      })
  void text_grantConstraint_namesPairsAndSource(
      String kind, String pairs, String source, String holds, String fails) {
    ConditionExpression grant =
        new ConditionExpression.GrantConstraint(
            "g", new GrantConstraints(pairs(kind, pairs), source));

    assertThat(grant.text()).isEqualTo(holds);
    assertThat(grant.negated().text()).isEqualTo(fails);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @DisplayName("5.9: the constraints of a grant as tests of condition keys")
  @CsvSource(
      delimiter = '|',
      value = {
        "equals   | a=1     | ''    | `kms:EncryptionContext:a` is `1` and each value of"
            + " `kms:EncryptionContextKeys`, if there is one, is `a`",
        "equals   | ''      | ''    | each value of `kms:EncryptionContextKeys`, if there is one,"
            + " is one of no values",
        "contains | a=1,b=2 | ''    | `kms:EncryptionContext:a` is `1` and"
            + " `kms:EncryptionContext:b` is `2`",
        "contains | a=1     | arn:x | `kms:EncryptionContext:a` is `1` and `aws:SourceArn` matches"
            + " `arn:x`",
        "none     | ''      | ''    | always"
      })
  void tests_grantConstraint_areConditionTests(
      String kind, String pairs, String source, String tests) {
    assertThat(
            new ConditionExpression.GrantConstraint(
                    "g", new GrantConstraints(pairs(kind, pairs), source))
                .tests()
                .text())
        .isEqualTo(tests);
  }

  @Test
  @DisplayName("A fact that no condition key carries is described by its own words")
  void text_fact_isItsOwnWords() {
    ConditionExpression.Fact fact = new ConditionExpression.Fact("it holds", "it fails");

    assertThat(fact.text()).isEqualTo("it holds");
    assertThat(new ConditionExpression.Not(fact).text()).isEqualTo("it fails");
  }

  @Test
  @DisplayName("A test of no values fails for every value")
  void text_noValues_saysSo() {
    ConditionExpression test =
        new ConditionExpression.Predicate(
            ConditionOperator.plain(Comparison.STRING_EQUALS), "k", List.of());

    assertThat(test.text()).isEqualTo("`k` is one of no values");
    assertThat(test.negated().text()).isEqualTo("`k` is absent or is whatever it is");
  }

  @Test
  @DisplayName("The negation of a conjunction is that of its parts, never one of the whole")
  void text_negatedConjunction_isRejected() {
    ConditionExpression.Not not =
        new ConditionExpression.Not(block("\"Bool\": {\"k\": \"true\", \"l\": \"true\"}"));

    assertThatIllegalArgumentException()
        .isThrownBy(not::text)
        .withMessageStartingWith("not a single condition: ");
  }
}
