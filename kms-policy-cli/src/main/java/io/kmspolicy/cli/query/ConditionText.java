package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.stream.Collectors;

/** Describes in English when a condition holds and when it fails. */
final class ConditionText {

  private ConditionText() {}

  /** A verb phrase, its negation, and its negation before several values. */
  private record Verb(String yes, String no, String neither) {
    static final Verb IS = new Verb("is", "is not", "is neither");

    static Verb is(String relation) {
      return new Verb("is " + relation, "is not " + relation, "is " + relation + " neither");
    }
  }

  /** When a condition block holds: all its conditions hold. */
  static String holds(ConditionBlock block) {
    return block.tests().stream().map(ConditionText::holds).collect(Collectors.joining(" and "));
  }

  /** When a condition block fails: one of its conditions fails. */
  static String fails(ConditionBlock block) {
    return block.tests().stream().map(ConditionText::fails).collect(Collectors.joining(" or "));
  }

  /** When a condition holds (rule 3.3 for absent keys). */
  static String holds(Condition condition) {
    if (condition.operator().comparison() == Comparison.NULL) {
      return existence(condition, true);
    }
    boolean negated = condition.operator().comparison().negated();
    boolean orAbsent = condition.operator().ifExists();
    return switch (condition.operator().quantifier()) {
      case NONE -> orAbsent || negated ? absentOr(condition, !negated) : plain(condition, true);
      case FOR_ANY_VALUE -> some(condition, !negated) + (orAbsent ? " or there is none" : "");
      case FOR_ALL_VALUES -> each(condition, !negated);
    };
  }

  /** When a condition fails. */
  static String fails(Condition condition) {
    if (condition.operator().comparison() == Comparison.NULL) {
      return existence(condition, false);
    }
    boolean negated = condition.operator().comparison().negated();
    boolean orAbsent = condition.operator().ifExists();
    if (condition.operator().quantifier() == Quantifier.NONE) {
      return negated || orAbsent ? plain(condition, negated) : absentOr(condition, false);
    }
    boolean all = condition.operator().quantifier() == Quantifier.FOR_ALL_VALUES;
    return all
        ? some(condition, negated)
        : each(condition, negated) + (orAbsent ? " and there is one" : "");
  }

  private static String existence(Condition condition, boolean holds) {
    boolean both = condition.values().stream().map(ConditionValue::text).distinct().count() > 1;
    boolean absent =
        condition.values().stream().anyMatch(value -> value.text().equalsIgnoreCase("true"));
    return both ? "always" : key(condition) + (absent == holds ? " is absent" : " is there");
  }

  private static String plain(Condition condition, boolean yes) {
    return key(condition) + " " + relation(condition, yes);
  }

  private static String absentOr(Condition condition, boolean yes) {
    return key(condition) + " is absent or " + relation(condition, yes);
  }

  private static String some(Condition condition, boolean yes) {
    return "a value of " + key(condition) + " " + relation(condition, yes);
  }

  private static String each(Condition condition, boolean yes) {
    return "each value of " + key(condition) + ", if there is one, " + relation(condition, yes);
  }

  private static String key(Condition condition) {
    return Quoting.quote(condition.key());
  }

  private static String relation(Condition condition, boolean yes) {
    List<String> values =
        condition.values().stream().map(value -> Quoting.quote(value.text())).toList();
    Verb verb = verb(condition.operator().comparison());
    if (values.isEmpty()) {
      return yes ? "is one of no values" : "is whatever it is";
    }
    if (yes) {
      return verb.yes() + " " + String.join(" or ", values);
    }
    return values.size() == 1
        ? verb.no() + " " + values.get(0)
        : verb.neither() + " " + String.join(" nor ", values);
  }

  private static Verb verb(Comparison comparison) {
    return switch (comparison) {
      case STRING_EQUALS,
          STRING_NOT_EQUALS,
          NUMERIC_EQUALS,
          NUMERIC_NOT_EQUALS,
          DATE_EQUALS,
          DATE_NOT_EQUALS,
          BOOL,
          BINARY_EQUALS ->
          Verb.IS;
      case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
          Verb.is("in whatever letter case");
      case STRING_LIKE, STRING_NOT_LIKE, ARN_EQUALS, ARN_NOT_EQUALS, ARN_LIKE, ARN_NOT_LIKE ->
          new Verb("matches", "does not match", "matches neither");
      case NUMERIC_LESS_THAN -> Verb.is("less than");
      case NUMERIC_LESS_THAN_EQUALS -> Verb.is("at most");
      case NUMERIC_GREATER_THAN -> Verb.is("greater than");
      case NUMERIC_GREATER_THAN_EQUALS -> Verb.is("at least");
      case DATE_LESS_THAN -> Verb.is("before");
      case DATE_LESS_THAN_EQUALS -> Verb.is("at or before");
      case DATE_GREATER_THAN -> Verb.is("after");
      case DATE_GREATER_THAN_EQUALS -> Verb.is("at or after");
      case IP_ADDRESS, NOT_IP_ADDRESS -> Verb.is("in");
      case NULL -> throw new IllegalArgumentException("`Null` compares nothing");
    };
  }
}
