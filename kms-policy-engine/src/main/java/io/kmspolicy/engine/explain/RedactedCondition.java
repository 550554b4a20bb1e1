package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionExpression.All;
import io.kmspolicy.engine.condition.ConditionExpression.Any;
import io.kmspolicy.engine.condition.ConditionExpression.Fact;
import io.kmspolicy.engine.condition.ConditionExpression.GrantConstraint;
import io.kmspolicy.engine.condition.ConditionExpression.Not;
import io.kmspolicy.engine.condition.ConditionExpression.Predicate;
import io.kmspolicy.engine.report.RedactableText;
import java.util.List;

/** Conditions without the values of the encryption context. */
final class RedactedCondition {

  private RedactedCondition() {}

  /** The condition; the constraints of grants become the tests that they stand for. */
  static ConditionExpression of(ConditionExpression condition) {
    if (condition instanceof Predicate test) {
      return RedactableText.isSecret(test.key())
          ? new Predicate(test.operator(), test.key(), List.of(RedactableText.WITHHELD))
          : test;
    }
    if (condition instanceof Not not) {
      return of(not.negated()).negated();
    }
    if (condition instanceof GrantConstraint grant) {
      return of(grant.tests());
    }
    if (condition instanceof All all) {
      return ConditionExpression.all(all.parts().stream().map(RedactedCondition::of).toList());
    }
    if (condition instanceof Any any) {
      return ConditionExpression.any(any.parts().stream().map(RedactedCondition::of).toList());
    }
    return (Fact) condition;
  }
}
