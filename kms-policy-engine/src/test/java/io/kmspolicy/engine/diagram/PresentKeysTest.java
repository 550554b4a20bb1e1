package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionExpression.Predicate;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of keys that every request has do not speak of an absent key (rules 3.3 and 6.11). */
class PresentKeysTest {

  private static final List<String> KEYS =
      List.of(
          "aws:UserAgent",
          "aws:SecureTransport",
          "aws:CurrentTime",
          "aws:EpochTime",
          "aws:PrincipalArn",
          "kms:KeySpec");

  /** Values of policies and of requests, of every type. */
  private static final List<String> VALUES =
      List.of(
          "true",
          "false",
          "a",
          "A",
          "5",
          "2020-01-01T00:00:00Z",
          "1577836800",
          "203.0.113.7",
          "YQ==",
          "arn:aws:iam::111122223333:role/a");

  private static final List<String> VARIABLE = List.of("${aws:PrincipalTag/t}");

  private static final RequestContext PRESENT = context(ContextValue.presentUnknown());

  private static RequestContext context(ContextValue value) {
    RequestContext.Builder context = RequestContext.builder().unknown("*");
    KEYS.forEach(key -> context.set(key, value));
    return context.build();
  }

  private static List<Comparison> comparisons() {
    return Arrays.stream(Comparison.values()).filter(one -> one != Comparison.NULL).toList();
  }

  private static ConditionExpression rewritten(ConditionExpression condition) {
    return new PresentKeys(PRESENT, KmsCatalogue.bundled()).without(condition);
  }

  private static List<ConditionExpression> conditions(Comparison comparison, String key) {
    List<List<String>> wanted = new ArrayList<>(List.of(VARIABLE, VALUES));
    VALUES.forEach(value -> wanted.add(List.of(value)));
    List<ConditionExpression> conditions = new ArrayList<>();
    for (List<String> values : wanted) {
      for (Quantifier quantifier : Quantifier.values()) {
        for (boolean ifExists : new boolean[] {false, true}) {
          ConditionExpression test =
              new Predicate(new ConditionOperator(quantifier, comparison, ifExists), key, values);
          conditions.add(test);
          conditions.add(test.negated());
        }
      }
    }
    return conditions;
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  @DisplayName("The rewritten test has the result of the test for every value that is there")
  void without_everyComparison_hasTheSameResult(Comparison comparison) {
    for (String key : KEYS) {
      for (ConditionExpression condition : conditions(comparison, key)) {
        ConditionExpression other = rewritten(condition);
        if (!comparison.negated() || comparison.family() == Family.STRING) {
          assertThat(other.text()).doesNotContain("absent", "if there is one");
        }
        for (String value : VALUES) {
          if (other.equals(condition) || isPossible(value, key, comparison)) {
            assertSame(condition, other, value);
          }
        }
      }
    }
  }

  /** Whether a request can have a value; a comparison of another type than it is not documented. */
  private static boolean isPossible(String value, String key, Comparison comparison) {
    if (!comparison.negated() || comparison.family() == Family.STRING) {
      return true;
    }
    return switch (key) {
      case "aws:PrincipalArn" -> value.startsWith("arn:");
      case "aws:CurrentTime" -> value.startsWith("2020");
      default -> value.startsWith("1577");
    };
  }

  private static void assertSame(
      ConditionExpression condition, ConditionExpression other, String value) {
    for (ContextValue tag :
        List.of(ContextValue.absent(), ContextValue.of("a"), ContextValue.unknown())) {
      RequestContext request =
          context(ContextValue.of(value)).toBuilder().set("aws:PrincipalTag/t", tag).build();
      assertThat(other.evaluate(request))
          .as("%s for %s, and %s of %s", other.text(), value, tag, condition)
          .isEqualTo(condition.evaluate(request));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ARN_NOT_LIKE, aws:PrincipalArn, arn:aws:iam::*:role/a",
    "DATE_NOT_EQUALS, aws:CurrentTime, 2020-01-01T00:00:00Z",
    "STRING_NOT_LIKE, aws:PrincipalArn, *:role/a",
  })
  @DisplayName("A negated comparison of the type of its key speaks of no absent key either")
  void without_negatedComparison_isRewritten(Comparison comparison, String key, String value) {
    ConditionExpression test =
        new Predicate(ConditionOperator.plain(comparison), key, List.of(value));

    assertThat(rewritten(test).text())
        .isIn(
            "`" + key + "` does not match `" + value + "`", "`" + key + "` is not `" + value + "`");
    assertThat(rewritten(test.negated()).text()).doesNotContain("not");
  }

  @Test
  @DisplayName(
      "Parts are rewritten; a key that may be absent, and one with several values, are not")
  void without_otherKeys_stay() {
    ConditionOperator differs = ConditionOperator.plain(Comparison.STRING_NOT_EQUALS);
    Predicate vpce = new Predicate(differs, "aws:SourceVpce", List.of("vpce-1"));
    Predicate agent = new Predicate(differs, "aws:UserAgent", List.of("curl"));
    Predicate services = new Predicate(differs, "aws:CalledVia", List.of("a"));

    ConditionExpression all = ConditionExpression.all(List.of(vpce, agent, services));
    assertThat(rewritten(all).text())
        .isEqualTo(
            "(`aws:SourceVpce` is absent or is not `vpce-1`) and `aws:UserAgent` is not `curl` and"
                + " (`aws:CalledVia` is absent or is not `a`)");
    assertThat(rewritten(ConditionExpression.any(List.of(vpce, agent))).text())
        .isEqualTo(
            "`aws:SourceVpce` is absent or is not `vpce-1` or `aws:UserAgent` is not `curl`");
    assertThat(new PresentKeys(RequestContext.empty(), KmsCatalogue.bundled()).without(agent))
        .isEqualTo(agent);
  }
}
