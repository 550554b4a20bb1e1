package io.kmspolicy.engine.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
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
}
