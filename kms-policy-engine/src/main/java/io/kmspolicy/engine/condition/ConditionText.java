package io.kmspolicy.engine.condition;

import io.kmspolicy.engine.condition.ConditionExpression.All;
import io.kmspolicy.engine.condition.ConditionExpression.Any;
import io.kmspolicy.engine.condition.ConditionExpression.Fact;
import io.kmspolicy.engine.condition.ConditionExpression.GrantConstraint;
import io.kmspolicy.engine.condition.ConditionExpression.Not;
import io.kmspolicy.engine.condition.ConditionExpression.Predicate;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes in English when a condition holds. */
final class ConditionText {

  private ConditionText() {}

  /** A verb phrase, its negation, and its negation before several values. */
  private record Verb(String yes, String no, String neither) {
    static final Verb IS = new Verb("is", "is not", "is neither");

    static Verb is(String relation) {
      return new Verb("is " + relation, "is not " + relation, "is " + relation + " neither");
    }
  }

  static String of(ConditionExpression expression) {
    if (expression instanceof All all) {
      return all.parts().isEmpty() ? "always" : join(all.parts(), " and ");
    }
    if (expression instanceof Any any) {
      return any.parts().isEmpty() ? "never" : join(any.parts(), " or ");
    }
    if (expression instanceof Not not) {
      return not.negated() instanceof Predicate test
          ? fails(test)
          : constraint(not.negated(), false);
    }
    return expression instanceof Predicate test ? holds(test) : constraint(expression, true);
  }

  private static String join(List<ConditionExpression> parts, String word) {
    return parts.stream()
        .map(ConditionText::of)
        .map(
            text ->
                text.contains(word.equals(" and ") ? " or " : " and ") ? "(" + text + ")" : text)
        .collect(Collectors.joining(word));
  }

  private static String constraint(ConditionExpression expression, boolean holds) {
    if (expression instanceof Fact fact) {
      return holds ? fact.holds() : fact.fails();
    }
    if (!(expression instanceof GrantConstraint grant)) {
      throw new IllegalArgumentException("not a single condition: " + expression);
    }
    List<String> texts = new ArrayList<>();
    ContextConstraint pairs = grant.constraints().encryptionContext();
    String subject = "the encryption context ";
    if (pairs instanceof ContextConstraint.EqualTo all) {
      texts.add(subject + (holds ? "is exactly " : "is not exactly ") + pairs(all.pairs()));
    } else if (pairs instanceof ContextConstraint.Containing some) {
      texts.add(subject + (holds ? "includes " : "does not include ") + pairs(some.pairs()));
    }
    String source = grant.constraints().sourceArn();
    if (!source.isEmpty()) {
      String calls = holds ? "a service calls for " : "no service calls for ";
      texts.add(calls + Quoting.quote(source));
    }
    return String.join(holds ? " and " : " or ", texts) + " (grant `" + grant.grantId() + "`)";
  }

  private static String pairs(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> Quoting.quote(pair.getKey()) + "=" + Quoting.quote(pair.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** When a condition holds (rule 3.3 for absent keys). */
  private static String holds(Predicate condition) {
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

  private static String fails(Predicate condition) {
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

  private static String existence(Predicate condition, boolean holds) {
    boolean both = condition.values().stream().distinct().count() > 1;
    boolean absent = condition.values().stream().anyMatch(value -> value.equalsIgnoreCase("true"));
    return both ? "always" : key(condition) + (absent == holds ? " is absent" : " is there");
  }

  private static String plain(Predicate condition, boolean yes) {
    return key(condition) + " " + relation(condition, yes);
  }

  private static String absentOr(Predicate condition, boolean yes) {
    return key(condition) + " is absent or " + relation(condition, yes);
  }

  private static String some(Predicate condition, boolean yes) {
    return "a value of " + key(condition) + " " + relation(condition, yes);
  }

  private static String each(Predicate condition, boolean yes) {
    return "each value of " + key(condition) + ", if there is one, " + relation(condition, yes);
  }

  private static String key(Predicate condition) {
    return Quoting.quote(condition.key());
  }

  private static String relation(Predicate condition, boolean yes) {
    List<String> values = condition.values().stream().map(Quoting::quote).toList();
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
