package io.kmspolicy.engine.value;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.request.MatchResult;
import java.util.Optional;

/**
 * Compares one value of a request with one value of a policy (rules 2.14-2.16, 3.10-3.15). The
 * result is that of the positive operator; the caller inverts it for a negated operator.
 */
public final class ValueComparison {

  private ValueComparison() {}

  /**
   * Compares two values.
   *
   * @param policy the policy's value with its variables replaced
   * @param policyText the policy's value as text, for the families that take no variables
   * @param unreadable the result for a value that does not parse: no match for a positive operator,
   *     indeterminate for a negated operator (rule 3.17)
   */
  public static MatchResult compare(
      Comparison comparison, String value, Glob policy, String policyText, MatchResult unreadable) {
    return switch (comparison) {
      case STRING_EQUALS, STRING_NOT_EQUALS, STRING_LIKE, STRING_NOT_LIKE -> policy.match(value);
      case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
          policy.matchIgnoringCase(value);
      case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
          new ArnMatcher(policy).like(value, unreadable);
      case BOOL -> MatchResult.of(isBoolean(value) && policy.matchesIgnoreCase(value));
      case BINARY_EQUALS -> Base64Values.equal(value, policyText);
      case IP_ADDRESS, NOT_IP_ADDRESS -> CidrRange.contains(policyText, value, unreadable);
      case NUMERIC_EQUALS,
          NUMERIC_NOT_EQUALS,
          NUMERIC_LESS_THAN,
          NUMERIC_LESS_THAN_EQUALS,
          NUMERIC_GREATER_THAN,
          NUMERIC_GREATER_THAN_EQUALS ->
          order(comparison, NumberParser.parse(value), NumberParser.parse(policyText), unreadable);
      case DATE_EQUALS,
          DATE_NOT_EQUALS,
          DATE_LESS_THAN,
          DATE_LESS_THAN_EQUALS,
          DATE_GREATER_THAN,
          DATE_GREATER_THAN_EQUALS ->
          order(
              comparison, InstantParser.parse(value), InstantParser.parse(policyText), unreadable);
      case NULL -> throw new IllegalArgumentException("`Null` compares no values");
    };
  }

  private static boolean isBoolean(String value) {
    return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
  }

  private static MatchResult order(
      Comparison comparison,
      Optional<Readings> value,
      Optional<Readings> policy,
      MatchResult unreadable) {
    if (value.isEmpty() || policy.isEmpty()) {
      return unreadable;
    }
    return value.get().compare(policy.get(), order -> holds(comparison, order), unreadable);
  }

  private static boolean holds(Comparison comparison, int order) {
    return switch (comparison) {
      case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS, DATE_EQUALS, DATE_NOT_EQUALS -> order == 0;
      case NUMERIC_LESS_THAN, DATE_LESS_THAN -> order < 0;
      case NUMERIC_LESS_THAN_EQUALS, DATE_LESS_THAN_EQUALS -> order <= 0;
      case NUMERIC_GREATER_THAN, DATE_GREATER_THAN -> order > 0;
      case NUMERIC_GREATER_THAN_EQUALS, DATE_GREATER_THAN_EQUALS -> order >= 0;
      default -> throw new IllegalArgumentException(comparison + " does not order values");
    };
  }
}
