package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.KeyPolicyContext;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A compiled condition test: a {@link CompiledValuePredicate} tests each value, and a {@link
 * ConditionMatcher} applies the set operator to the results.
 */
public final class CompiledCondition extends Formula.ConditionAtom {

  private static final String ENCRYPTION_CONTEXT = "kms:encryptioncontext";

  /** Hardly any pattern matches it, and no answer depends on that. */
  private static final String OTHER_TEXT = "-";

  private final Condition test;
  private final boolean hasVariables;
  private final String key;
  private final List<String> keys;
  private final CompiledValuePredicate predicate;
  private final boolean plain;
  private final boolean multivalued;
  private final MatchResult absent;
  private final ConditionMatchers matchers;
  private final boolean open;
  private final boolean unsupported;
  private final boolean unsupportedKey;
  private final boolean unsupportedVariables;

  /** Whether the source of the policy leaves the result open (rule 1.13). */
  private final boolean isOpaque;

  /**
   * Compiles a test.
   *
   * @param unsupported whether it reads keys that its policy does not support (rule 5.17)
   */
  CompiledCondition(
      Condition test,
      boolean hasVariables,
      boolean unsupported,
      ConditionMatchers matchers,
      Optional<ValueType> type) {
    this.test = test;
    this.hasVariables = hasVariables;
    this.matchers = matchers;
    this.unsupported = unsupported;
    this.key = ConditionContext.name(test.key());
    this.isOpaque = test.isOpen();
    this.keys = isOpaque ? List.of() : keys(test, hasVariables, key);
    this.unsupportedKey = unsupported && !matchers.variables().worksInKeyPolicies(key);
    this.unsupportedVariables =
        unsupported
            && matchers
                .variables()
                .anyFailsInKeyPolicies(ConditionMatcher.variableKeys(test, hasVariables));
    this.multivalued = matchers.variables().isMultivalued(key);
    this.plain =
        !isOpaque
            && test.operator().quantifier() == Quantifier.NONE
            && test.operator().comparison() != Comparison.NULL
            && !ConditionMatcher.isEmptyTest(test.operator(), test.values())
            && !multivalued;
    this.absent = MatchResult.of(isNegated() || test.operator().ifExists());
    this.predicate = CompiledValuePredicate.of(test, hasVariables, matchers);
    this.open = isOpen(type);
  }

  private static List<String> keys(Condition test, boolean hasVariables, String key) {
    Set<String> keys = new LinkedHashSet<>(List.of(key));
    keys.addAll(ConditionMatcher.variableKeys(test, hasVariables));
    return List.copyOf(keys);
  }

  /** Whether some value, or the absence of the key, passes the test and another one fails it. */
  private boolean isOpen(Optional<ValueType> type) {
    if (isOpaque || unsupported || keys.size() != 1 || test.values().isEmpty()) {
      return false;
    }
    if (plain) {
      return predicate.divides(type, test.operator().ifExists());
    }
    // A variable may stand for the key itself.
    return !isTied()
        && ConditionMatcher.variableKeys(test, hasVariables).isEmpty()
        && dividesExamples(type);
  }

  /** Whether its values go together with those of other keys (rule 6.12). */
  private boolean isTied() {
    return key.startsWith(ENCRYPTION_CONTEXT);
  }

  /**
   * Whether a test of the presence of its key, or of a set of texts, holds for one of a few values
   * and fails for another.
   */
  private boolean dividesExamples(Optional<ValueType> type) {
    List<ContextValue> examples = new ArrayList<>(List.of(ContextValue.absent()));
    if (test.operator().comparison() == Comparison.NULL) {
      examples.add(ContextValue.presentUnknown());
    } else if (predicate instanceof CompiledValuePredicate.Texts
        && type.orElse(ValueType.STRING) == ValueType.STRING) {
      examples.add(ContextValue.of(OTHER_TEXT));
      test.values().forEach(value -> examples.add(ContextValue.of(example(value.text()))));
    }
    Set<MatchResult> results = EnumSet.noneOf(MatchResult.class);
    for (ContextValue example : examples) {
      results.add(evaluate(example, RequestContext.empty(), MatchResult.INDETERMINATE));
    }
    return results.contains(MatchResult.MATCH) && results.contains(MatchResult.NO_MATCH);
  }

  /** A text that a pattern without variables matches, nearly always. */
  private static String example(String pattern) {
    String text = pattern.replace("*", "").replace('?', '-');
    return text.isEmpty() ? OTHER_TEXT : text;
  }

  public Condition test() {
    return test;
  }

  /** Whether the version of its policy has policy variables. */
  public boolean hasVariables() {
    return hasVariables;
  }

  /** A constant for a {@code Null} test whose result no value of the key changes (rule 6.9). */
  Formula simplified() {
    if (test.operator().comparison() != Comparison.NULL) {
      return this;
    }
    MatchResult result =
        evaluate(ContextValue.unknown(), RequestContext.empty(), MatchResult.INDETERMINATE);
    return result == MatchResult.INDETERMINATE ? this : Formula.Constant.of(result);
  }

  /** Whether it reads keys that its policy does not support (rule 5.17). */
  public boolean isUnsupported() {
    return unsupported;
  }

  @Override
  public @Nullable String comparedText() {
    CompiledValuePredicate.Texts texts = compared();
    return texts == null ? null : texts.single();
  }

  @Override
  public @Nullable String comparedKey() {
    CompiledValuePredicate.Texts texts = compared();
    return texts == null ? null : texts.comparedKey();
  }

  @Override
  public boolean isNegated() {
    return test.operator().comparison().negated();
  }

  @Override
  public Set<String> texts() {
    CompiledValuePredicate.Texts texts = compared();
    return texts == null ? Set.of() : texts.literals();
  }

  @Override
  public int textCount() {
    CompiledValuePredicate.Texts texts = compared();
    return texts == null ? 0 : texts.literalCount();
  }

  private CompiledValuePredicate.@Nullable Texts compared() {
    return plain && !unsupported && predicate instanceof CompiledValuePredicate.Texts texts
        ? texts
        : null;
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    MatchResult listed = evaluate(context.get(key), context, emptyIsNull);
    return unsupported ? listed.underBoth(evaluateWithout(context, emptyIsNull)) : listed;
  }

  /** The result with the keys that key policies do not support absent. */
  private MatchResult evaluateWithout(ConditionContext context, MatchResult emptyIsNull) {
    ConditionContext without =
        unsupportedVariables ? new KeyPolicyContext(context, matchers.variables()) : context;
    ContextValue value = unsupportedKey ? ContextValue.absent() : context.get(key);
    return evaluate(value, without, emptyIsNull);
  }

  @Override
  public MatchResult evaluate(
      ContextValue value, ConditionContext context, MatchResult emptyIsNull) {
    if (!plain) {
      if (isOpaque) {
        return MatchResult.INDETERMINATE;
      }
      countValues(value, context);
      return matchers.reading(emptyIsNull).match(test, multivalued, predicate, value, context);
    }
    if (value == ContextValue.absent()) {
      return absent;
    }
    // Fast path: a single value.
    String single = value instanceof ContextValue.Present present ? present.single() : null;
    if (single != null) {
      return predicate instanceof CompiledValuePredicate.Texts texts
          ? texts.test(single, context)
          : predicate.test(single, context);
    }
    countValues(value, context);
    return matchers
        .reading(MatchResult.INDETERMINATE)
        .match(test, multivalued, predicate, value, context);
  }

  /** Counts the comparisons of several values (rule 6.17). */
  private void countValues(ContextValue value, ConditionContext context) {
    if (value instanceof ContextValue.Present several && several.values().size() > 1) {
      StepCounter.spend(context, (long) several.values().size() * predicate.steps());
    }
  }

  @Override
  public int cost() {
    return plain ? predicate.cost() : 40;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public String toString() {
    if (isOpaque) {
      return "the value of `" + test.key() + "`";
    }
    List<String> values = new ArrayList<>();
    test.values().forEach(value -> values.add("\"" + value.text() + "\""));
    return test.operator().text()
        + " "
        + test.key()
        + " "
        + values.stream().collect(Collectors.joining("|"));
  }
}
