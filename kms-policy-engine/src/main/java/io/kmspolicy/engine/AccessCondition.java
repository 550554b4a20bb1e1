package io.kmspolicy.engine;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition on the context of a request under which it is allowed: the residual policy of one
 * caller, action and resource as a value.
 *
 * <pre>{@code
 * AccessCondition condition = authorizer.conditions(caller, decrypt, keyArn);
 * if (condition instanceof AccessCondition.Under under) {
 *   System.out.println("allowed if " + under.condition().text());
 * }
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface AccessCondition {

  /** Allowed for every value of what is unknown in the context. */
  record Always() implements AccessCondition {
    @Override
    public MatchResult evaluate(ConditionContext context) {
      return MatchResult.MATCH;
    }

    @Override
    public String text() {
      return "always";
    }
  }

  /** Denied for every value of what is unknown in the context. */
  record Never() implements AccessCondition {
    @Override
    public MatchResult evaluate(ConditionContext context) {
      return MatchResult.NO_MATCH;
    }

    @Override
    public String text() {
      return "never";
    }
  }

  /**
   * Allowed exactly if a condition on the unknown condition keys holds.
   *
   * @param condition the condition; no test and no part of it can be left out, unless it is too
   *     long to be simplified
   */
  record Under(ConditionExpression condition) implements AccessCondition {
    @Override
    public MatchResult evaluate(ConditionContext context) {
      return condition.evaluate(context);
    }

    @Override
    public String text() {
      return "if " + condition.text();
    }
  }

  /**
   * No condition on the context settles it: it depends on other unknown inputs, on what AWS does
   * not document, or on more combinations of condition keys than the step budget allows (rule
   * 6.17).
   *
   * @param unknown the unknown inputs on which it depends
   * @param undocumented the questions that AWS's documentation leaves open, each with its rule
   */
  record Unsettled(MissingInformation unknown, List<String> undocumented)
      implements AccessCondition {

    /** Copies the list. */
    public Unsettled {
      undocumented = List.copyOf(undocumented);
    }

    @Override
    public MatchResult evaluate(ConditionContext context) {
      return MatchResult.INDETERMINATE;
    }

    /** What it depends on, in short texts; at least one. */
    public List<String> reasons() {
      List<String> reasons = new ArrayList<>(undocumented);
      unknown.all().forEach(input -> reasons.add("not known: " + input));
      return reasons.isEmpty() ? List.of("the step budget is used up (rule 6.17)") : reasons;
    }

    @Override
    public String text() {
      return "not settled: " + String.join("; ", reasons());
    }
  }

  /**
   * Whether a request is allowed in a context that agrees with the one that was stated; {@link
   * MatchResult#INDETERMINATE} if that is not settled. A test of an empty value may be
   * indeterminate, because AWS does not document whether it is null (rule 3.5).
   */
  MatchResult evaluate(ConditionContext context);

  /** The condition in English: {@code always}, {@code never}, or {@code if} with a condition. */
  String text();
}
