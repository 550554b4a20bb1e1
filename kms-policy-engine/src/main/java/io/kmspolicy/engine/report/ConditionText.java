package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.CidrRange;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in words why the tests of a condition hold, fail or stay open. */
final class ConditionText {

  private static final String PART = "condition";

  private final ConditionMatcher matcher;
  private final ExpectedValuesText wanted;
  private final ConditionContext context;

  ConditionText(VariableResolver variables, ConditionContext context) {
    this.matcher = new ConditionMatcher(variables, MatchResult.INDETERMINATE);
    this.wanted = new ExpectedValuesText(variables, context);
    this.context = context;
  }

  /** A report for each test, in the order of the tests. */
  List<ElementTrace> describe(ConditionBlock block, boolean hasVariables) {
    List<ElementTrace> reports = new ArrayList<>();
    block.tests().forEach(test -> reports.add(describe(test, hasVariables)));
    return reports;
  }

  private ElementTrace describe(Condition test, boolean hasVariables) {
    MatchResult result = matcher.match(test, hasVariables, context);
    ContextValue value = context.get(test.key().toLowerCase(Locale.ROOT));
    RedactableText words =
        RedactableText.of(test.operator().text() + " " + test.key() + ": ")
            .and(held(test, value))
            .and(wanted(test, hasVariables, value, result));
    if (result != MatchResult.INDETERMINATE) {
      return ElementTrace.of(PART, result, words);
    }
    List<String> unknown = unknown(test, hasVariables, value);
    return unknown.isEmpty()
        ? ElementTrace.open(PART, words, openRule(test, value))
        : ElementTrace.unknown(PART, words, unknown);
  }

  /** What the request has. */
  private static RedactableText held(Condition test, ContextValue value) {
    if (value instanceof ContextValue.Absent) {
      return RedactableText.of(test.key() + " is absent");
    }
    if (value instanceof ContextValue.Present present) {
      List<RedactableText> values = new ArrayList<>();
      boolean secret = RedactableText.isSecret(test.key());
      present.values().forEach(one -> values.add(RedactableText.value(one, secret)));
      return values.isEmpty()
          ? RedactableText.of("the request has the key without a value")
          : RedactableText.of("the request has ").and(RedactableText.list(values));
    }
    return value instanceof ContextValue.PresentUnknown
        ? RedactableText.of(test.key() + " is present, but its value is not known")
        : RedactableText.of(test.key() + " is not known");
  }

  /** What the policy wants, behind what the request has. */
  private RedactableText wanted(
      Condition test, boolean hasVariables, ContextValue value, MatchResult result) {
    ConditionOperator operator = test.operator();
    if (operator.comparison() == Comparison.NULL) {
      return wantedPresence(test);
    }
    List<String> held =
        value instanceof ContextValue.Present present ? present.values() : List.of();
    if (held.size() > 1 && operator.quantifier() == Quantifier.NONE) {
      return RedactableText.of(
          "; without a set operator the key may have one value only (rule 3.9)");
    }
    if (value instanceof ContextValue.Absent && result.isCertain()) {
      return RedactableText.of(", which the operator accepts (rule 3.3)");
    }
    String verb =
        switch (operator.quantifier()) {
          case NONE -> ", the policy wants ";
          case FOR_ALL_VALUES -> ", the policy wants every value to be ";
          case FOR_ANY_VALUE -> ", the policy wants some value to be ";
        };
    return RedactableText.of(verb).and(wanted.of(test, hasVariables, held));
  }

  private static RedactableText wantedPresence(Condition test) {
    List<String> texts = test.values().stream().map(ConditionValue::text).toList();
    boolean absent = texts.stream().anyMatch("true"::equalsIgnoreCase);
    boolean present = texts.stream().anyMatch("false"::equalsIgnoreCase);
    if (absent == present) {
      return RedactableText.of(absent ? ", the policy takes both" : ", the policy takes neither");
    }
    return RedactableText.of(
        absent ? ", the policy wants it absent" : ", the policy wants it present");
  }

  /** The keys whose values are missing for an answer. */
  private List<String> unknown(Condition test, boolean hasVariables, ContextValue value) {
    List<String> keys = new ArrayList<>();
    if (value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown) {
      keys.add(test.key());
    }
    for (ConditionValue policy : test.values()) {
      Comparison comparison = test.operator().comparison();
      PolicyTemplate template = ConditionMatcher.template(comparison, policy.text(), hasVariables);
      wanted.unknownVariables(template, policy.text()).stream()
          .filter(key -> keys.stream().noneMatch(key::equalsIgnoreCase))
          .forEach(keys::add);
    }
    return keys;
  }

  /** The undocumented rule on which a test over known values turns. */
  private static UndocumentedRule openRule(Condition test, ContextValue value) {
    Comparison comparison = test.operator().comparison();
    if (value instanceof ContextValue.Absent) {
      return UndocumentedRule.ABSENT_IF_EXISTS;
    }
    if (comparison == Comparison.NULL) {
      return UndocumentedRule.EMPTY_VALUE;
    }
    List<String> held =
        value instanceof ContextValue.Present present ? present.values() : List.of();
    if (held.size() > 1 && test.operator().quantifier() == Quantifier.NONE) {
      return comparison.negated()
          ? UndocumentedRule.SEVERAL_VALUES
          : UndocumentedRule.TWO_SPELLINGS;
    }
    return valueRule(test, held);
  }

  private static UndocumentedRule valueRule(Condition test, List<String> held) {
    List<String> texts = new ArrayList<>(held);
    test.values().forEach(value -> texts.add(value.text()));
    return switch (test.operator().comparison().family()) {
      case NUMERIC ->
          readable(texts.stream().map(NumberParser::parse).toList(), UndocumentedRule.NUMBER);
      case DATE ->
          readable(texts.stream().map(InstantParser::parse).toList(), UndocumentedRule.DATE);
      case IP_ADDRESS ->
          readable(texts.stream().map(CidrRange::parse).toList(), UndocumentedRule.ADDRESS);
      case ARN -> UndocumentedRule.ARN_VALUE;
      case BINARY -> UndocumentedRule.BYTES;
      case STRING, BOOL, NULL -> UndocumentedRule.VARIABLE;
    };
  }

  private static UndocumentedRule readable(
      List<? extends Optional<?>> parsed, UndocumentedRule rule) {
    return parsed.stream().allMatch(Optional::isPresent) ? rule : UndocumentedRule.UNREADABLE_VALUE;
  }
}
