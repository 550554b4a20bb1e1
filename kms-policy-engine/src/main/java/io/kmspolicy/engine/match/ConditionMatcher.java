package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.ValueComparison;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Locale;

/** Evaluates the condition of a statement in the context of a request (section 3 of the rules). */
public final class ConditionMatcher {

  private final VariableResolver variables;
  private final MatchResult emptyIsNull;

  /**
   * A matcher of conditions.
   *
   * @param emptyIsNull whether a key that holds nothing but the empty string counts as null, which
   *     AWS's documentation leaves open (rule 3.5)
   */
  public ConditionMatcher(VariableResolver variables, MatchResult emptyIsNull) {
    this.variables = variables;
    this.emptyIsNull = emptyIsNull;
  }

  /** Whether every test of the block holds (rule 3.1). */
  public MatchResult match(ConditionBlock block, boolean hasVariables, ConditionContext context) {
    MatchResult result = MatchResult.MATCH;
    for (Condition test : block.tests()) {
      result = result.and(match(test, hasVariables, context));
    }
    return result;
  }

  public MatchResult match(Condition test, boolean hasVariables, ConditionContext context) {
    String key = test.key().toLowerCase(Locale.ROOT);
    ValuePredicate passes = (value, asked) -> passes(test, hasVariables, value, asked);
    return match(test, variables.isMultivalued(key), passes, context.get(key), context);
  }

  /**
   * The test for what the request holds for its key. Allocates nothing unless {@code passes} does.
   *
   * @param multivalued whether the key takes several values
   */
  public MatchResult match(
      Condition test,
      boolean multivalued,
      ValuePredicate passes,
      ContextValue value,
      ConditionContext context) {
    if (test.operator().comparison() == Comparison.NULL) {
      return matchNull(test.values(), value);
    }
    return switch (test.operator().quantifier()) {
      case NONE -> matchOne(test.operator(), multivalued, passes, value, context);
      case FOR_ALL_VALUES -> matchAll(passes, value, context);
      case FOR_ANY_VALUE -> matchAny(test.operator(), passes, value, context);
    };
  }

  /** {@code Null}: "true" holds for an absent key, "false" for a present one (rule 3.3). */
  private MatchResult matchNull(List<ConditionValue> values, ContextValue value) {
    boolean wantsAbsent = false;
    boolean wantsPresent = false;
    for (int i = 0; i < values.size(); i++) {
      wantsAbsent |= values.get(i).text().equalsIgnoreCase("true");
      wantsPresent |= values.get(i).text().equalsIgnoreCase("false");
    }
    if (wantsAbsent && wantsPresent) {
      return MatchResult.MATCH;
    }
    if (!wantsAbsent && !wantsPresent) {
      return MatchResult.NO_MATCH;
    }
    return wantsAbsent ? isAbsent(value) : isAbsent(value).not();
  }

  private MatchResult isAbsent(ContextValue value) {
    if (value instanceof ContextValue.Present present) {
      return isNullSet(present.values()) ? emptyIsNull : MatchResult.NO_MATCH;
    }
    if (value instanceof ContextValue.Absent) {
      return MatchResult.MATCH;
    }
    return value instanceof ContextValue.PresentUnknown
        ? MatchResult.NO_MATCH
        : MatchResult.INDETERMINATE;
  }

  private static MatchResult matchOne(
      ConditionOperator operator,
      boolean multivalued,
      ValuePredicate passes,
      ContextValue value,
      ConditionContext context) {
    MatchResult absent =
        MatchResult.of(operator.comparison().negated() || operator.ifExists()); // rule 3.3
    if (value instanceof ContextValue.Absent) {
      return absent;
    }
    if (!(value instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    return switch (present.values().size()) {
      case 0 -> absent;
      case 1 -> passes.test(present.values().get(0), context);
      default -> matchSeveral(operator, multivalued, passes, present.values(), context);
    };
  }

  /**
   * A plain operator on several values, for which AWS asks for a set operator (rule 3.9). A key
   * that takes one value has several only if the request spells it in more than one case, and which
   * of them then counts is not documented (rule 3.2).
   */
  private static MatchResult matchSeveral(
      ConditionOperator operator,
      boolean multivalued,
      ValuePredicate passes,
      List<String> values,
      ConditionContext context) {
    if (operator.comparison().negated()) {
      return MatchResult.INDETERMINATE;
    }
    if (multivalued) {
      return MatchResult.NO_MATCH;
    }
    return some(passes, values, context).and(MatchResult.INDETERMINATE);
  }

  private static MatchResult matchAll(
      ValuePredicate passes, ContextValue value, ConditionContext context) {
    if (value instanceof ContextValue.Absent) {
      return MatchResult.MATCH;
    }
    if (!(value instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    MatchResult result = MatchResult.MATCH;
    if (!isNullSet(present.values())) {
      List<String> values = present.values();
      for (int i = 0; i < values.size(); i++) {
        result = result.and(passes.test(values.get(i), context));
      }
    }
    return result;
  }

  private static MatchResult matchAny(
      ConditionOperator operator,
      ValuePredicate passes,
      ContextValue value,
      ConditionContext context) {
    if (value instanceof ContextValue.Absent) {
      // Whether IfExists changes anything here is disputed (rule 3.3).
      return operator.ifExists() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    }
    if (!(value instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    return isNullSet(present.values())
        ? MatchResult.NO_MATCH
        : some(passes, present.values(), context);
  }

  /** Whether some value passes. Goes by number, so that no iterator is made. */
  private static MatchResult some(
      ValuePredicate passes, List<String> values, ConditionContext context) {
    MatchResult result = MatchResult.NO_MATCH;
    for (int i = 0; i < values.size(); i++) {
      result = result.or(passes.test(values.get(i), context));
    }
    return result;
  }

  /** No value, or nothing but the empty string, is a null data set (rule 3.5). */
  private static boolean isNullSet(List<String> values) {
    return values.isEmpty() || (values.size() == 1 && values.get(0).isEmpty());
  }

  /** Whether one value of the request passes: it matches some value, or none if negated. */
  public MatchResult passes(
      Condition test, boolean hasVariables, String value, ConditionContext context) {
    Comparison comparison = test.operator().comparison();
    MatchResult result = MatchResult.NO_MATCH;
    for (ConditionValue policy : test.values()) {
      result = result.or(matches(comparison, value, policy.text(), hasVariables, context));
    }
    return comparison.negated() ? result.not() : result;
  }

  private MatchResult matches(
      Comparison comparison,
      String value,
      String policy,
      boolean hasVariables,
      ConditionContext context) {
    MatchResult unreadable =
        comparison.negated() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    Resolved resolved = variables.resolve(template(comparison, policy, hasVariables), context);
    if (resolved instanceof Resolved.Value known) {
      return ValueComparison.compare(comparison, value, known.glob(), policy, unreadable);
    }
    if (resolved instanceof Resolved.Unknown unknown) {
      // A variable may bring in colons, so the fields of an ARN cannot be told apart yet.
      MatchResult widest =
          comparison.family() == Family.ARN
              ? MatchResult.of(unknown.widest().matches(value)).or(unreadable)
              : ValueComparison.compare(comparison, value, unknown.widest(), policy, unreadable);
      return widest.and(MatchResult.INDETERMINATE);
    }
    return MatchResult.NO_MATCH;
  }

  /** Wildcards and variables count only where the comparison knows them (rules 2.10, 2.14). */
  public static PolicyTemplate template(Comparison comparison, String text, boolean hasVariables) {
    boolean variables = hasVariables && comparison.family().hasVariables();
    boolean wildcards =
        comparison.family() == Family.ARN
            || comparison == Comparison.STRING_LIKE
            || comparison == Comparison.STRING_NOT_LIKE;
    return wildcards
        ? PolicyTemplate.pattern(text, variables)
        : PolicyTemplate.text(text, variables);
  }
}
