package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.stream.Collectors;

/** Says in a sentence when a condition holds, and when it does not. */
final class ConditionText {

  private ConditionText() {}

  /** A verb, its denial, and its denial of several objects. */
  private record Verb(String yes, String no, String neither) {
    static final Verb IS = new Verb("is", "is not", "is neither");

    static Verb is(String how) {
      return new Verb("is " + how, "is not " + how, "is " + how + " neither");
    }
  }

  /** When a condition holds: all its tests do. */
  static String holds(ConditionBlock block) {
    return block.tests().stream().map(ConditionText::holds).collect(Collectors.joining(" and "));
  }

  /** When a condition fails: one of its tests does. */
  static String fails(ConditionBlock block) {
    return block.tests().stream().map(ConditionText::fails).collect(Collectors.joining(" or "));
  }

  /** When a test holds (rule 3.3 for keys that are absent). */
  static String holds(Condition test) {
    if (test.operator().comparison() == Comparison.NULL) {
      return existence(test, true);
    }
    boolean negated = test.operator().comparison().negated();
    boolean orAbsent = test.operator().ifExists();
    return switch (test.operator().quantifier()) {
      case NONE -> orAbsent || negated ? absentOr(test, !negated) : plain(test, true);
      case FOR_ANY_VALUE -> some(test, !negated) + (orAbsent ? " or there is none" : "");
      case FOR_ALL_VALUES -> each(test, !negated);
    };
  }

  /** When a test does not hold. */
  static String fails(Condition test) {
    if (test.operator().comparison() == Comparison.NULL) {
      return existence(test, false);
    }
    boolean negated = test.operator().comparison().negated();
    boolean orAbsent = test.operator().ifExists();
    if (test.operator().quantifier() == Quantifier.NONE) {
      return negated || orAbsent ? plain(test, negated) : absentOr(test, false);
    }
    boolean all = test.operator().quantifier() == Quantifier.FOR_ALL_VALUES;
    return all ? some(test, negated) : each(test, negated) + (orAbsent ? " and there is one" : "");
  }

  private static String existence(Condition test, boolean holds) {
    boolean both = test.values().stream().map(ConditionValue::text).distinct().count() > 1;
    boolean absent =
        test.values().stream().anyMatch(value -> value.text().equalsIgnoreCase("true"));
    return both ? "always" : key(test) + (absent == holds ? " is absent" : " is there");
  }

  private static String plain(Condition test, boolean yes) {
    return key(test) + " " + relation(test, yes);
  }

  private static String absentOr(Condition test, boolean yes) {
    return key(test) + " is absent or " + relation(test, yes);
  }

  private static String some(Condition test, boolean yes) {
    return "a value of " + key(test) + " " + relation(test, yes);
  }

  private static String each(Condition test, boolean yes) {
    return "each value of " + key(test) + ", if there is one, " + relation(test, yes);
  }

  private static String key(Condition test) {
    return Quoting.quote(test.key());
  }

  private static String relation(Condition test, boolean yes) {
    List<String> values = test.values().stream().map(value -> Quoting.quote(value.text())).toList();
    Verb verb = verb(test.operator().comparison());
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
