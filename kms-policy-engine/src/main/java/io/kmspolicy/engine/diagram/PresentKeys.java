package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionExpression.All;
import io.kmspolicy.engine.condition.ConditionExpression.Any;
import io.kmspolicy.engine.condition.ConditionExpression.Not;
import io.kmspolicy.engine.condition.ConditionExpression.Predicate;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.List;

/**
 * Writes the tests of keys that every request has, with unknown values, so that they do not speak
 * of an absent key (rules 3.3 and 6.11): a test that holds has no {@code IfExists}, one that fails
 * has it, and none has a quantifier. For a key that is there with one value, all forms are the
 * same.
 *
 * @param context knows which keys are there
 * @param catalogue knows which keys every request has
 */
record PresentKeys(ConditionContext context, KmsCatalogue catalogue) {

  private static final int ARN_FIELDS = 6;

  ConditionExpression without(ConditionExpression condition) {
    if (condition instanceof Predicate test) {
      return isPresent(test) ? compared(test, true) : test;
    }
    if (condition instanceof Not not) {
      return not.negated() instanceof Predicate test && isPresent(test)
          ? compared(test, false)
          : condition;
    }
    if (condition instanceof All all) {
      return ConditionExpression.all(all.parts().stream().map(this::without).toList());
    }
    if (condition instanceof Any any) {
      return ConditionExpression.any(any.parts().stream().map(this::without).toList());
    }
    return condition;
  }

  private boolean isPresent(Predicate test) {
    return test.operator().comparison() != Comparison.NULL
        && catalogue.conditionKey(test.key()).filter(key -> isAlike(key, test)).isPresent()
        && context.get(ConditionContext.name(test.key())) instanceof ContextValue.PresentUnknown;
  }

  /**
   * Whether every request has the key with one value, of which a negated comparison holds exactly
   * if the other one fails. What a negated comparison makes of a text of another type is not
   * documented (rules 3.11-3.15).
   */
  private static boolean isAlike(ConditionKeyFacts key, Predicate test) {
    Comparison comparison = test.operator().comparison();
    return key.alwaysPresent()
        && !key.multivalued()
        && (!comparison.negated()
            || comparison.family() == Family.STRING
            || (key.type().name().equals(comparison.family().name())
                && test.values().stream().allMatch(value -> isRead(comparison.family(), value))));
  }

  private static boolean isRead(Family family, String value) {
    return !value.contains("${")
        && switch (family) {
          case ARN -> Glob.parse(value).splitAtColons(ARN_FIELDS).size() == ARN_FIELDS;
          case DATE -> InstantParser.parse(value).isPresent();
          case NUMERIC -> NumberParser.parse(value).isPresent();
          default -> false;
        };
  }

  /** The test, or its negation, as a comparison that is not negated. */
  private static ConditionExpression compared(Predicate test, boolean holds) {
    Comparison comparison = test.operator().comparison();
    boolean isEqual = holds != comparison.negated();
    ConditionOperator operator =
        new ConditionOperator(Quantifier.NONE, comparison.positive(), !isEqual);
    Predicate same = new Predicate(operator, test.key(), List.copyOf(test.values()));
    return isEqual ? same : same.negated();
  }
}
