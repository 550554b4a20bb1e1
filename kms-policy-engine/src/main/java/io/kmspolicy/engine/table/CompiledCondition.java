package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition test as a formula: a {@link CompiledValuePredicate} that was prepared once decides
 * each value, and the {@link ConditionMatcher} counts the values.
 */
public final class CompiledCondition extends Formula.Test {

  private final Condition test;
  private final String key;
  private final List<String> keys;
  private final CompiledValuePredicate passes;
  private final boolean plain;
  private final boolean multivalued;
  private final MatchResult absent;
  private final ConditionMatchers matchers;
  private final boolean open;

  CompiledCondition(
      Condition test, boolean hasVariables, ConditionMatchers matchers, Optional<ValueType> type) {
    this.test = test;
    this.matchers = matchers;
    this.key = ConditionContext.name(test.key());
    this.keys = keys(test, hasVariables, key);
    boolean negated = test.operator().comparison().negated();
    this.plain =
        test.operator().quantifier() == Quantifier.NONE
            && test.operator().comparison() != Comparison.NULL;
    this.multivalued = matchers.variables().isMultivalued(key);
    this.absent = MatchResult.of(negated || test.operator().ifExists());
    this.passes = CompiledValuePredicate.of(test, hasVariables, matchers);
    this.open = isOpen(type);
  }

  private static List<String> keys(Condition test, boolean hasVariables, String key) {
    Set<String> keys = new LinkedHashSet<>(List.of(key));
    for (ConditionValue value : test.values()) {
      Comparison comparison = test.operator().comparison();
      keys.addAll(ConditionMatcher.template(comparison, value.text(), hasVariables).variableKeys());
    }
    return List.copyOf(keys);
  }

  /** A plain test that some value passes and some value, or the absence of the key, fails. */
  private boolean isOpen(Optional<ValueType> type) {
    return plain
        && keys.size() == 1
        && !test.values().isEmpty()
        && passes.divides(type, test.operator().ifExists());
  }

  public Condition test() {
    return test;
  }

  /** The text that the one value of the key is compared with, if that is all; null otherwise. */
  public @Nullable String text() {
    return plain && passes instanceof CompiledValuePredicate.Texts texts ? texts.single() : null;
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return evaluate(context.get(key), context, emptyIsNull);
  }

  /**
   * Evaluates the test for what the context says of its key.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   */
  public MatchResult evaluate(
      ContextValue value, ConditionContext context, MatchResult emptyIsNull) {
    if (!plain) {
      return matchers.reading(emptyIsNull).match(test, multivalued, passes, value, context);
    }
    if (value == ContextValue.absent()) {
      return absent;
    }
    // The common case first: one value, tested at once.
    String one = value instanceof ContextValue.Present present ? present.single() : null;
    if (one != null) {
      return passes instanceof CompiledValuePredicate.Texts texts
          ? texts.test(one, context)
          : passes.test(one, context);
    }
    return matchers
        .reading(MatchResult.INDETERMINATE)
        .match(test, multivalued, passes, value, context);
  }

  @Override
  public int cost() {
    return plain ? passes.cost() : 40;
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
    List<String> values = new ArrayList<>();
    test.values().forEach(value -> values.add("\"" + value.text() + "\""));
    return test.operator().text()
        + " "
        + test.key()
        + " "
        + values.stream().collect(Collectors.joining("|"));
  }
}
