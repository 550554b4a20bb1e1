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
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Renders why each test of a condition block holds, fails or is indeterminate. */
final class ConditionText {

  private static final String PART = "condition";

  private final VariableResolver variables;
  private final ConditionMatcher matcher;
  private final ExpectedValuesText expected;
  private final ConditionContext context;

  ConditionText(VariableResolver variables, ConditionContext context) {
    this.variables = variables;
    this.matcher = new ConditionMatcher(variables, MatchResult.INDETERMINATE);
    this.expected = new ExpectedValuesText(variables, context);
    this.context = context;
  }

  /**
   * One trace for each test with a result, in the order of the tests.
   *
   * @param result the result of the tests to describe
   */
  List<ElementTrace> describe(
      ConditionBlock block, PolicyType type, boolean hasVariables, MatchResult result) {
    List<ElementTrace> traces = new ArrayList<>();
    for (Condition test : block.tests()) {
      if (matcher.match(test, type, hasVariables, context) == result) {
        traces.add(describe(test, type, hasVariables, result));
      }
    }
    return traces;
  }

  private ElementTrace describe(
      Condition test, PolicyType type, boolean hasVariables, MatchResult result) {
    if (test.isOpen()) {
      String value = OpenValue.of(test);
      return ElementTrace.unknown(
          PART,
          RedactableText.of("whether the statement applies depends on " + value),
          List.of(value));
    }
    ContextValue value = context.get(LetterCase.lowerCase(test.key()));
    RedactableText text =
        RedactableText.of(test.operator().text() + " " + test.key() + ": ")
            .and(requestValues(test, value))
            .and(expected(test, hasVariables, value, result));
    if (result != MatchResult.INDETERMINATE) {
      return ElementTrace.of(PART, result, text).of(test);
    }
    List<String> unknown = unknown(test, hasVariables, value);
    return unknown.isEmpty()
        ? ElementTrace.open(PART, text, openRule(test, type, hasVariables, value))
        : ElementTrace.unknown(PART, text, unknown);
  }

  /** The value of the key in the request. */
  private static RedactableText requestValues(Condition test, ContextValue value) {
    if (value instanceof ContextValue.Absent) {
      return RedactableText.of(test.key() + " is absent");
    }
    if (value instanceof ContextValue.Present present) {
      List<RedactableText> values = new ArrayList<>();
      boolean secret = RedactableText.isSecret(test.key());
      present.values().forEach(single -> values.add(RedactableText.value(single, secret)));
      return values.isEmpty()
          ? RedactableText.of("the request has the key without a value")
          : RedactableText.of("the request has ").and(RedactableText.list(values));
    }
    return value instanceof ContextValue.PresentUnknown
        ? RedactableText.of(test.key() + " is present, but its value is not known")
        : RedactableText.of(test.key() + " is not known");
  }

  /** The values that the policy requires, to follow the value in the request. */
  private RedactableText expected(
      Condition test, boolean hasVariables, ContextValue value, MatchResult result) {
    ConditionOperator operator = test.operator();
    if (operator.comparison() == Comparison.NULL) {
      return expectedPresence(test);
    }
    List<String> requestValues = value.texts();
    if (isSeveral(test, requestValues)) {
      return RedactableText.of(
          "; an operator without quantifier is for keys with one value (rule 3.9)");
    }
    if (value instanceof ContextValue.Absent && result.isMatch()) {
      return RedactableText.of(", which the operator accepts (rule 3.3)");
    }
    String verb =
        switch (operator.quantifier()) {
          case NONE -> ", the policy wants ";
          case FOR_ALL_VALUES -> ", the policy wants every value to be ";
          case FOR_ANY_VALUE -> ", the policy wants some value to be ";
        };
    return RedactableText.of(verb).and(expected.of(test, hasVariables, requestValues));
  }

  private static RedactableText expectedPresence(Condition test) {
    List<String> texts = test.values().stream().map(ConditionValue::text).toList();
    boolean absent = texts.stream().anyMatch("true"::equalsIgnoreCase);
    boolean present = texts.stream().anyMatch("false"::equalsIgnoreCase);
    if (absent == present) {
      return RedactableText.of(absent ? ", the policy takes both" : ", the policy takes neither");
    }
    return RedactableText.of(
        absent ? ", the policy wants it absent" : ", the policy wants it present");
  }

  /** The condition keys whose unknown values leave the test open. */
  private List<String> unknown(Condition test, boolean hasVariables, ContextValue value) {
    List<String> keys = new ArrayList<>();
    if (value.isOpen()) {
      keys.add(test.key());
    }
    for (ConditionValue policy : test.values()) {
      Comparison comparison = test.operator().comparison();
      PolicyTemplate template = ConditionMatcher.template(comparison, policy.text(), hasVariables);
      expected.unknownVariables(template, policy.text()).stream()
          .filter(key -> keys.stream().noneMatch(other -> LetterCase.areSameName(key, other)))
          .forEach(keys::add);
    }
    return keys;
  }

  /** Whether an operator without set operator is applied to a key that may have several values. */
  private boolean isSeveral(Condition test, List<String> requestValues) {
    boolean several = requestValues.size() > 1 || (!requestValues.isEmpty() && isMultivalued(test));
    return several && test.operator().quantifier() == Quantifier.NONE;
  }

  private boolean isMultivalued(Condition test) {
    return variables.isMultivalued(LetterCase.lowerCase(test.key()));
  }

  /** The undocumented rule that leaves a test of known values open. */
  private UndocumentedRule openRule(
      Condition test, PolicyType type, boolean hasVariables, ContextValue value) {
    ConditionOperator operator = test.operator();
    if (ConditionMatcher.isEmptyTest(operator, test.values())) {
      return UndocumentedRule.EMPTY_VALUES;
    }
    if (matcher.isOpenByKeyPolicy(test, type, hasVariables, context)) {
      return UndocumentedRule.KEY_PROPERTIES;
    }
    if (operator.comparison() == Comparison.NULL) {
      boolean set = operator.quantifier() != Quantifier.NONE;
      return set ? UndocumentedRule.NULL_OF_SET : UndocumentedRule.EMPTY_VALUE;
    }
    if (value instanceof ContextValue.Absent) {
      return operator.quantifier() == Quantifier.FOR_ALL_VALUES
          ? UndocumentedRule.ABSENT_NOT_LIKE
          : UndocumentedRule.ABSENT_IF_EXISTS;
    }
    List<String> requestValues = value.texts();
    if (isSeveral(test, requestValues)) {
      return isMultivalued(test) ? UndocumentedRule.SEVERAL_VALUES : UndocumentedRule.TWO_SPELLINGS;
    }
    return valueRule(test, requestValues);
  }

  private static UndocumentedRule valueRule(Condition test, List<String> requestValues) {
    if (ConditionMatcher.comparesOpenText(test)) {
      return UndocumentedRule.DATE_TEXT;
    }
    if (isCounted(test, requestValues)) {
      return UndocumentedRule.WHOLE_CHARACTERS;
    }
    List<String> texts = new ArrayList<>(requestValues);
    test.values().forEach(value -> texts.add(value.text()));
    return switch (ConditionMatcher.comparison(test).family()) {
      case NUMERIC ->
          readable(texts.stream().map(NumberParser::parse).toList(), UndocumentedRule.NUMBER);
      case DATE ->
          readable(texts.stream().map(InstantParser::parse).toList(), UndocumentedRule.DATE);
      case IP_ADDRESS -> readable(texts.stream().map(CidrRange::parse).toList(), addressRule(test));
      case ARN -> UndocumentedRule.ARN_VALUE;
      case BINARY -> UndocumentedRule.BYTES;
      case BOOL -> UndocumentedRule.BOOL_VARIABLE;
      case STRING, NULL -> UndocumentedRule.VARIABLE;
    };
  }

  /** Whether {@code ?} is compared with a character beyond U+FFFF. */
  private static boolean isCounted(Condition test, List<String> requestValues) {
    Comparison comparison = test.operator().comparison();
    return test.values().stream()
            .map(value -> ConditionMatcher.template(comparison, value.text(), false))
            .anyMatch(template -> template.parts().contains(new PolicyTemplate.Part.AnyChar()))
        && requestValues.stream()
            .anyMatch(text -> text.codePoints().anyMatch(Character::isSupplementaryCodePoint));
  }

  private static UndocumentedRule addressRule(Condition test) {
    boolean bare =
        test.values().stream()
            .flatMap(value -> CidrRange.parse(value.text()).stream())
            .anyMatch(CidrRange::isAmbiguous);
    return bare ? UndocumentedRule.BARE_IPV6 : UndocumentedRule.ADDRESS;
  }

  private static UndocumentedRule readable(
      List<? extends Optional<?>> parsed, UndocumentedRule rule) {
    return parsed.stream().allMatch(Optional::isPresent) ? rule : UndocumentedRule.UNREADABLE_VALUE;
  }
}
