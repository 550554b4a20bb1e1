package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.UniqueIdFormula;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tests of formulas as conditions, and unions of tests. */
final class TestExpressions {

  private TestExpressions() {}

  /** The condition under which a test holds; null if no test of condition keys expresses it. */
  static @Nullable ConditionExpression of(Formula.Atom test, ConditionContext context) {
    if (test instanceof CompiledCondition condition) {
      return of(condition.test(), condition.hasVariables());
    }
    if (test instanceof UniqueIdFormula ids && ids.isDecidedById()) {
      return ofIds(ids);
    }
    return test instanceof CompiledGrantGroup grants && grants.comparesPairs()
        ? ofGrants(grants, context)
        : null;
  }

  private static ConditionExpression of(Condition test, boolean hasVariables) {
    if (test.isOpen()) {
      String value = "the value of `" + test.key() + "` ";
      return new ConditionExpression.Fact(
          /* holds= */ value + "fits the request", /* fails= */ value + "does not fit the request");
    }
    List<String> values = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      String text = value.text();
      values.add(hasVariables ? text : text.replace("${", "${$}{"));
    }
    return new ConditionExpression.Predicate(test.operator(), test.key(), values);
  }

  /** The caller has one of the ids (rule 1.8). */
  private static ConditionExpression ofIds(UniqueIdFormula ids) {
    List<String> values = new ArrayList<>();
    for (String id : ids.uniqueIds()) {
      values.add(id);
      values.add(id + ":*");
    }
    ConditionExpression same =
        new ConditionExpression.Predicate(
            ConditionOperator.plain(Comparison.STRING_LIKE), "aws:userid", values);
    return ids.holdsIfSame() ? same : same.negated();
  }

  private static ConditionExpression ofGrants(CompiledGrantGroup grants, ConditionContext context) {
    List<ConditionExpression> open = new ArrayList<>();
    grants.forEachOpen(
        context,
        grant ->
            open.add(
                new ConditionExpression.GrantConstraint(grant.grantId(), grant.constraints())));
    return ConditionExpression.any(open);
  }
}
