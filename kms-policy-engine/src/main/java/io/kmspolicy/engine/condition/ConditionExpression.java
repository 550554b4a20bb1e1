package io.kmspolicy.engine.condition;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Boolean expression over tests of condition keys: a condition on the context of a request. The
 * negation of a conjunction or a disjunction is expressed by that of its parts.
 *
 * <pre>{@code
 * Optional<ConditionExpression> condition = evaluator.conditions(request, policies);
 * boolean holds = condition.orElseThrow().evaluate(context).isMatch();
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface ConditionExpression {

  /** The condition that always holds. */
  static ConditionExpression always() {
    return new All(List.of());
  }

  /** The condition that never holds. */
  static ConditionExpression never() {
    return new Any(List.of());
  }

  /**
   * Whether the condition holds in a context, in Kleene's three-valued logic. Rule 3.5 leaves open
   * whether an empty value is null, so a test that depends on it is indeterminate.
   */
  MatchResult evaluate(ConditionContext context);

  /** The condition that holds if this one fails. */
  ConditionExpression negated();

  /** The condition in English, such as {@code `aws:SourceVpce` is `vpce-1`}. */
  default String text() {
    return ConditionText.of(this);
  }

  /**
   * A test of one key.
   *
   * @param operator the operator with its quantifier and {@code IfExists}
   * @param key the condition key
   * @param values the values it is compared with, which may contain wildcards and policy variables
   *     as in version 2012-10-17 of the policy language
   */
  record Predicate(ConditionOperator operator, String key, List<String> values)
      implements ConditionExpression {

    /** Copies the list. */
    public Predicate {
      values = List.copyOf(values);
    }

    @Override
    public MatchResult evaluate(ConditionContext context) {
      return BundledMatchers.MATCHERS
          .reading(MatchResult.INDETERMINATE)
          .match(condition(), PolicyType.IDENTITY, true, context);
    }

    private Condition condition() {
      return new Condition(
          operator,
          key,
          values.stream().map(ConditionValue::of).toList(),
          SourceLocation.nowhere());
    }

    @Override
    public ConditionExpression negated() {
      return new Not(this);
    }
  }

  /**
   * The constraints of a grant hold (rule 5.9).
   *
   * @param grantId the id of the grant
   */
  record GrantConstraint(String grantId, GrantConstraints constraints)
      implements ConditionExpression {

    @Override
    public MatchResult evaluate(ConditionContext context) {
      return tests().evaluate(context);
    }

    @Override
    public ConditionExpression negated() {
      return new Not(this);
    }

    /** The constraints as tests of condition keys. */
    public ConditionExpression tests() {
      List<ConditionExpression> tests = new ArrayList<>();
      ContextConstraint pairs = constraints.encryptionContext();
      addPairs(pairs.pairs(), tests);
      if (pairs instanceof ContextConstraint.EqualTo all) {
        ConditionOperator each =
            new ConditionOperator(Quantifier.FOR_ALL_VALUES, Comparison.STRING_EQUALS, false);
        tests.add(
            new Predicate(each, "kms:EncryptionContextKeys", List.copyOf(all.pairs().keySet())));
      }
      if (!constraints.sourceArn().isEmpty()) {
        tests.add(test(Comparison.ARN_LIKE, "aws:SourceArn", constraints.sourceArn()));
      }
      return all(tests);
    }

    private static void addPairs(Map<String, String> pairs, List<ConditionExpression> tests) {
      pairs.forEach(
          (name, value) ->
              tests.add(test(Comparison.STRING_EQUALS, "kms:EncryptionContext:" + name, value)));
    }

    private static Predicate test(Comparison comparison, String key, String value) {
      String literal = value.replace("${", "${$}{");
      return new Predicate(ConditionOperator.plain(comparison), key, List.of(literal));
    }
  }

  /**
   * A fact about the request that no condition key carries. It is not known from a context.
   *
   * @param holds when the fact holds, in English
   * @param fails when it does not, in English
   */
  record Fact(String holds, String fails) implements ConditionExpression {

    @Override
    public MatchResult evaluate(ConditionContext context) {
      return MatchResult.INDETERMINATE;
    }

    @Override
    public ConditionExpression negated() {
      return new Fact(/* holds= */ fails, /* fails= */ holds);
    }
  }

  /** The negation of a test or of the constraints of a grant. */
  record Not(ConditionExpression negated) implements ConditionExpression {

    @Override
    public MatchResult evaluate(ConditionContext context) {
      return negated.evaluate(context).not();
    }
  }

  /** The conjunction of conditions; without parts it holds. */
  record All(List<ConditionExpression> parts) implements ConditionExpression {

    /** Copies the list. */
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public MatchResult evaluate(ConditionContext context) {
      MatchResult result = MatchResult.MATCH;
      for (ConditionExpression part : parts) {
        result = result.and(part.evaluate(context));
      }
      return result;
    }

    @Override
    public ConditionExpression negated() {
      return any(parts.stream().map(ConditionExpression::negated).toList());
    }
  }

  /** The disjunction of conditions; without parts it does not hold. */
  record Any(List<ConditionExpression> parts) implements ConditionExpression {

    /** Copies the list. */
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public MatchResult evaluate(ConditionContext context) {
      MatchResult result = MatchResult.NO_MATCH;
      for (ConditionExpression part : parts) {
        result = result.or(part.evaluate(context));
      }
      return result;
    }

    @Override
    public ConditionExpression negated() {
      return all(parts.stream().map(ConditionExpression::negated).toList());
    }
  }

  /** The conjunction, without nested conjunctions and repeated parts. */
  static ConditionExpression all(List<? extends ConditionExpression> parts) {
    List<ConditionExpression> flat =
        parts.stream()
            .flatMap(
                part -> part instanceof All all ? all.parts().stream() : List.of(part).stream())
            .distinct()
            .toList();
    if (flat.contains(never())) {
      return never();
    }
    return flat.size() == 1 ? flat.get(0) : new All(flat);
  }

  /** The disjunction, without nested disjunctions and repeated parts. */
  static ConditionExpression any(List<? extends ConditionExpression> parts) {
    List<ConditionExpression> flat =
        parts.stream()
            .flatMap(
                part -> part instanceof Any any ? any.parts().stream() : List.of(part).stream())
            .distinct()
            .toList();
    if (flat.contains(always())) {
      return always();
    }
    return flat.size() == 1 ? flat.get(0) : new Any(flat);
  }
}
