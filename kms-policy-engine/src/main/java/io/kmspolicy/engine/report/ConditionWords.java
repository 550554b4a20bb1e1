package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.DateValues;
import io.kmspolicy.engine.value.IpRange;
import io.kmspolicy.engine.value.NumericValues;
import io.kmspolicy.engine.value.Template;
import io.kmspolicy.engine.value.Variables;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionTest;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in words why the tests of a condition hold, fail or stay open. */
final class ConditionWords {

  private static final String PART = "condition";

  private final ConditionMatcher matcher;
  private final WantedValues wanted;
  private final ConditionContext context;

  ConditionWords(Variables variables, ConditionContext context) {
    this.matcher = new ConditionMatcher(variables, MatchResult.INDETERMINATE);
    this.wanted = new WantedValues(variables, context);
    this.context = context;
  }

  /** A report for each test, in the order of the tests. */
  List<PartReport> describe(ConditionBlock block, boolean hasVariables) {
    List<PartReport> reports = new ArrayList<>();
    block.tests().forEach(test -> reports.add(describe(test, hasVariables)));
    return reports;
  }

  private PartReport describe(ConditionTest test, boolean hasVariables) {
    MatchResult result = matcher.match(test, hasVariables, context);
    ContextValue value = context.get(test.key().toLowerCase(Locale.ROOT));
    Phrase words =
        Phrase.of(test.operator().text() + " " + test.key() + ": ")
            .and(held(test, value))
            .and(wanted(test, hasVariables, value, result));
    if (result != MatchResult.INDETERMINATE) {
      return PartReport.of(PART, result, words);
    }
    List<String> unknown = unknown(test, hasVariables, value);
    return unknown.isEmpty()
        ? PartReport.open(PART, words, openRule(test, value))
        : PartReport.unknown(PART, words, unknown);
  }

  /** What the request has. */
  private static Phrase held(ConditionTest test, ContextValue value) {
    if (value instanceof ContextValue.Absent) {
      return Phrase.of(test.key() + " is absent");
    }
    if (value instanceof ContextValue.Present present) {
      List<Phrase> values = new ArrayList<>();
      boolean secret = Phrase.isSecret(test.key());
      present.values().forEach(one -> values.add(Phrase.value(one, secret)));
      return values.isEmpty()
          ? Phrase.of("the request has the key without a value")
          : Phrase.of("the request has ").and(Phrase.list(values));
    }
    return value instanceof ContextValue.PresentUnknown
        ? Phrase.of(test.key() + " is present, but its value is not known")
        : Phrase.of(test.key() + " is not known");
  }

  /** What the policy wants, behind what the request has. */
  private Phrase wanted(
      ConditionTest test, boolean hasVariables, ContextValue value, MatchResult result) {
    ConditionOperator operator = test.operator();
    if (operator.comparison() == Comparison.NULL) {
      return wantedPresence(test);
    }
    List<String> held =
        value instanceof ContextValue.Present present ? present.values() : List.of();
    if (held.size() > 1 && operator.quantifier() == Quantifier.NONE) {
      return Phrase.of("; without a set operator the key may have one value only (rule 3.9)");
    }
    if (value instanceof ContextValue.Absent && result.isCertain()) {
      return Phrase.of(", which the operator accepts (rule 3.3)");
    }
    String verb =
        switch (operator.quantifier()) {
          case NONE -> ", the policy wants ";
          case FOR_ALL_VALUES -> ", the policy wants every value to be ";
          case FOR_ANY_VALUE -> ", the policy wants some value to be ";
        };
    return Phrase.of(verb).and(wanted.of(test, hasVariables, held));
  }

  private static Phrase wantedPresence(ConditionTest test) {
    List<String> texts = test.values().stream().map(ConditionValue::text).toList();
    boolean absent = texts.stream().anyMatch("true"::equalsIgnoreCase);
    boolean present = texts.stream().anyMatch("false"::equalsIgnoreCase);
    if (absent == present) {
      return Phrase.of(absent ? ", the policy takes both" : ", the policy takes neither");
    }
    return Phrase.of(absent ? ", the policy wants it absent" : ", the policy wants it present");
  }

  /** The keys whose values are missing for an answer. */
  private List<String> unknown(ConditionTest test, boolean hasVariables, ContextValue value) {
    List<String> keys = new ArrayList<>();
    if (value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown) {
      keys.add(test.key());
    }
    for (ConditionValue policy : test.values()) {
      Comparison comparison = test.operator().comparison();
      Template template = ConditionMatcher.template(comparison, policy.text(), hasVariables);
      wanted.unknownVariables(template, policy.text()).stream()
          .filter(key -> keys.stream().noneMatch(key::equalsIgnoreCase))
          .forEach(keys::add);
    }
    return keys;
  }

  /** The undocumented rule on which a test over known values turns. */
  private static OpenRule openRule(ConditionTest test, ContextValue value) {
    Comparison comparison = test.operator().comparison();
    if (value instanceof ContextValue.Absent) {
      return OpenRule.ABSENT_IF_EXISTS;
    }
    if (comparison == Comparison.NULL) {
      return OpenRule.EMPTY_VALUE;
    }
    List<String> held =
        value instanceof ContextValue.Present present ? present.values() : List.of();
    if (held.size() > 1 && test.operator().quantifier() == Quantifier.NONE) {
      return comparison.negated() ? OpenRule.SEVERAL_VALUES : OpenRule.TWO_SPELLINGS;
    }
    return valueRule(test, held);
  }

  private static OpenRule valueRule(ConditionTest test, List<String> held) {
    List<String> texts = new ArrayList<>(held);
    test.values().forEach(value -> texts.add(value.text()));
    return switch (test.operator().comparison().family()) {
      case NUMERIC -> readable(texts.stream().map(NumericValues::parse).toList(), OpenRule.NUMBER);
      case DATE -> readable(texts.stream().map(DateValues::parse).toList(), OpenRule.DATE);
      case IP_ADDRESS -> readable(texts.stream().map(IpRange::parse).toList(), OpenRule.ADDRESS);
      case ARN -> OpenRule.ARN_VALUE;
      case BINARY -> OpenRule.BYTES;
      case STRING, BOOL, NULL -> OpenRule.VARIABLE;
    };
  }

  private static OpenRule readable(List<? extends Optional<?>> parsed, OpenRule rule) {
    return parsed.stream().allMatch(Optional::isPresent) ? rule : OpenRule.UNREADABLE_VALUE;
  }
}
