package io.kmspolicy.engine.match;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.ValueComparison;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;

/** Evaluates the condition of a statement in the context of a request (section 3 of the rules). */
public final class ConditionMatcher {

  /** Parsing a policy value, replacing its variables and comparing it with a short text. */
  private static final long STEPS_OF_A_VALUE = 8;

  private final VariableResolver variables;
  private final MatchResult emptyIsNull;

  /**
   * A matcher of conditions.
   *
   * @param emptyIsNull whether a key whose only value is the empty string counts as null, which is
   *     not documented (rule 3.5)
   */
  public ConditionMatcher(VariableResolver variables, MatchResult emptyIsNull) {
    this.variables = variables;
    this.emptyIsNull = emptyIsNull;
  }

  /** Whether every test of the block holds (rule 3.1). */
  public MatchResult match(
      ConditionBlock block, PolicyType type, boolean hasVariables, ConditionContext context) {
    MatchResult result = MatchResult.MATCH;
    for (Condition test : block.tests()) {
      result = result.and(match(test, type, hasVariables, context));
    }
    return result;
  }

  /** Evaluates a test in a policy of this type. */
  public MatchResult match(
      Condition test, PolicyType type, boolean hasVariables, ConditionContext context) {
    StepCounter.of(context).spend(1 + test.values().size());
    if (test.isOpen()) {
      return MatchResult.INDETERMINATE;
    }
    MatchResult listed = match(test, hasVariables, context);
    return type == PolicyType.KEY && readsUnsupported(test, hasVariables)
        ? listed.underBoth(match(test, hasVariables, new KeyPolicyContext(context, variables)))
        : listed;
  }

  /**
   * Whether a test is indeterminate only because key policies may not support its keys (rule 5.17).
   */
  public boolean isOpenByKeyPolicy(
      Condition test, PolicyType type, boolean hasVariables, ConditionContext context) {
    return match(test, type, hasVariables, context) == MatchResult.INDETERMINATE
        && match(test, hasVariables, context) != MatchResult.INDETERMINATE;
  }

  /** Whether the test reads a key that key policies do not support (rule 5.17). */
  boolean readsUnsupported(Condition test, boolean hasVariables) {
    return !variables.worksInKeyPolicies(test.key())
        || variables.anyFailsInKeyPolicies(variableKeys(test, hasVariables));
  }

  /** The condition keys of the variables in the values of a test, in lower case. */
  public static List<String> variableKeys(Condition test, boolean hasVariables) {
    List<String> keys = new ArrayList<>(0);
    if (test.isOpen()) {
      return keys;
    }
    for (ConditionValue value : test.values()) {
      if (hasVariables && PolicyTemplate.mayHaveVariables(value.text())) {
        Comparison comparison = test.operator().comparison();
        keys.addAll(template(comparison, value.text(), true).variableKeys());
      }
    }
    return keys;
  }

  private MatchResult match(Condition test, boolean hasVariables, ConditionContext context) {
    String key = LetterCase.lowerCase(test.key());
    ValuePredicate passes = (value, current) -> passes(test, hasVariables, value, current);
    return match(test, variables.isMultivalued(key), passes, context.get(key), context);
  }

  /**
   * Evaluates a test for the value of its key. Allocates nothing unless {@code passes} does.
   *
   * @param multivalued whether the key is multivalued
   */
  public MatchResult match(
      Condition test,
      boolean multivalued,
      ValuePredicate passes,
      ContextValue value,
      ConditionContext context) {
    ConditionOperator operator = test.operator();
    if (isEmptyTest(operator, test.values())) {
      return MatchResult.INDETERMINATE;
    }
    if (operator.comparison() == Comparison.NULL) {
      return switch (operator.quantifier()) {
        case NONE -> matchNull(test.values(), value);
        case FOR_ALL_VALUES -> matchNullOfAll(test.values(), value);
        case FOR_ANY_VALUE -> matchNullOfAny(test.values(), value);
      };
    }
    return switch (operator.quantifier()) {
      case NONE -> matchOne(operator, multivalued, passes, value, context);
      case FOR_ALL_VALUES -> matchAll(operator, passes, value, context);
      case FOR_ANY_VALUE -> matchAny(operator, passes, value, context);
    };
  }

  /**
   * Whether a plain operator lists no value: AWS's policy validation reports that the condition
   * holds and, in the same sentence, that the statement has no effect (rule 1.11).
   */
  public static boolean isEmptyTest(ConditionOperator operator, List<ConditionValue> values) {
    return values.isEmpty() && operator.quantifier() == Quantifier.NONE && !operator.ifExists();
  }

  /** {@code ForAllValues:Null} holds for an absent key and for "false" (rule 3.3). */
  private MatchResult matchNullOfAll(List<ConditionValue> values, ContextValue value) {
    if (lists(values, "false")) {
      return MatchResult.MATCH;
    }
    MatchResult present = lists(values, "true") ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    return isAbsent(value).or(present);
  }

  /** {@code ForAnyValue:Null} fails for an absent key and for "true" (rule 3.3). */
  private MatchResult matchNullOfAny(List<ConditionValue> values, ContextValue value) {
    MatchResult present = lists(values, "false") ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    return isAbsent(value).not().and(present);
  }

  private static boolean lists(List<ConditionValue> values, String text) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).text().equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  /** {@code Null}: "true" holds for an absent key, "false" for a present one (rule 3.3). */
  private MatchResult matchNull(List<ConditionValue> values, ContextValue value) {
    boolean expectsAbsent = lists(values, "true");
    boolean expectsPresent = lists(values, "false");
    if (expectsAbsent && expectsPresent) {
      return MatchResult.MATCH;
    }
    if (!expectsAbsent && !expectsPresent) {
      return MatchResult.NO_MATCH;
    }
    return expectsAbsent ? isAbsent(value) : isAbsent(value).not();
  }

  private MatchResult isAbsent(ContextValue value) {
    if (value instanceof ContextValue.Present present) {
      return present.isNullSet() ? emptyIsNull : MatchResult.NO_MATCH;
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
    List<String> values = present.values();
    if (values.isEmpty()) {
      return absent;
    }
    // AWS requires a set operator for a multivalued key, and does not document which of several
    // spellings of a key applies (rules 3.2, 3.9). So only the result that no value passes is
    // certain.
    MatchResult some = some(passes, values, context);
    return multivalued || values.size() > 1 ? some.and(MatchResult.INDETERMINATE) : some;
  }

  private static MatchResult matchAll(
      ConditionOperator operator,
      ValuePredicate passes,
      ContextValue value,
      ConditionContext context) {
    if (value instanceof ContextValue.Absent) {
      // AWS's table for this operator contradicts its text (rule 3.3).
      boolean disputed = operator.comparison() == Comparison.STRING_NOT_LIKE;
      return disputed ? MatchResult.INDETERMINATE : MatchResult.MATCH;
    }
    if (!(value instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    MatchResult result = MatchResult.MATCH;
    if (!present.isNullSet()) {
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
      // The effect of IfExists is not documented here (rule 3.3).
      return operator.ifExists() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    }
    if (!(value instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    return present.isNullSet() ? MatchResult.NO_MATCH : some(passes, present.values(), context);
  }

  /** Whether some value passes. An indexed loop, which allocates no iterator. */
  private static MatchResult some(
      ValuePredicate passes, List<String> values, ConditionContext context) {
    MatchResult result = MatchResult.NO_MATCH;
    for (int i = 0; i < values.size(); i++) {
      result = result.or(passes.test(values.get(i), context));
    }
    return result;
  }

  /**
   * Whether one value of the request passes: it matches some value of the policy, or none if the
   * operator is negated.
   */
  public MatchResult passes(
      Condition test, boolean hasVariables, String value, ConditionContext context) {
    StepCounter.of(context)
        .spend(STEPS_OF_A_VALUE * test.values().size() * StepCounter.ofText(value));
    Comparison comparison = comparison(test);
    boolean open = comparesOpenText(test);
    MatchResult result = MatchResult.NO_MATCH;
    for (ConditionValue policy : test.values()) {
      result =
          result.or(
              open
                  ? MatchResult.INDETERMINATE
                  : matches(comparison, value, policy.text(), hasVariables, context));
    }
    return comparison.negated() ? result.not() : result;
  }

  /**
   * How the values of a test are compared: of a key that holds an instant in an undocumented
   * format, numeric operators compare instants (rule 3.12).
   */
  public static Comparison comparison(Condition test) {
    Comparison stated = test.operator().comparison();
    return stated.family() == Family.NUMERIC && holdsInstant(test) ? stated.ofInstants() : stated;
  }

  /**
   * Whether it is not documented how a test compares a key that holds an instant (rule 3.12): as a
   * text, or with a date by a numeric operator, which may not read it.
   */
  public static boolean comparesOpenText(Condition test) {
    return switch (test.operator().comparison().family()) {
      case STRING -> holdsInstant(test);
      case NUMERIC ->
          holdsInstant(test) && test.values().stream().anyMatch(ConditionMatcher::isDate);
      default -> false;
    };
  }

  private static boolean holdsInstant(Condition test) {
    return VariableResolver.hasOpenText(LetterCase.lowerCase(test.key()));
  }

  private static boolean isDate(ConditionValue value) {
    return NumberParser.parse(value.text()).isEmpty()
        && InstantParser.parse(value.text()).isPresent();
  }

  private MatchResult matches(
      Comparison comparison,
      String value,
      String policy,
      boolean hasVariables,
      ConditionContext context) {
    MatchResult unreadable =
        comparison.negated() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    PolicyTemplate template = template(comparison, policy, hasVariables);
    Resolved resolved = variables.resolve(template, context);
    if (resolved instanceof Resolved.Unknown unknown && comparison.family() == Family.ARN) {
      // The value of a variable may contain colons, so the fields of the ARN are not known yet.
      MatchResult widest = MatchResult.of(mayBeLike(unknown.widest(), value)).or(unreadable);
      return widest.and(MatchResult.INDETERMINATE);
    }
    MatchResult match =
        resolved.match(
            glob -> ValueComparison.compare(comparison, value, glob, policy, unreadable),
            unreadable);
    // AWS's pages disagree on variables under `Bool`; a variable as literal text matches nothing
    // (rule 2.10).
    boolean disputed = comparison == Comparison.BOOL && template.hasVariables();
    return disputed ? match.and(MatchResult.INDETERMINATE) : match;
  }

  /**
   * Whether the pattern can match for some value of its variables, with or without a missing field.
   */
  private static boolean mayBeLike(Glob widest, String value) {
    return !widest.match(value).isNoMatch() || !widest.withAnyField().match(value).isNoMatch();
  }

  /**
   * Parses a policy value, with wildcards and variables only if the comparison supports them (rules
   * 2.10, 2.14).
   */
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
