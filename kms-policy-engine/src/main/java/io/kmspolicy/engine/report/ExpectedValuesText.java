package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;

/** Renders the values that a condition test requires, with the values of its policy variables. */
record ExpectedValuesText(VariableResolver variables, ConditionContext context) {

  /**
   * The values that the test requires.
   *
   * @param requestValues the values of the request; a policy value equal to a redacted one is
   *     redacted too
   */
  RedactableText of(Condition test, boolean hasVariables, List<String> requestValues) {
    Comparison comparison = test.operator().comparison();
    if (test.values().isEmpty()) {
      return RedactableText.of("a value, and lists none (rule 1.11)");
    }
    List<RedactableText> values = new ArrayList<>();
    for (ConditionValue value : test.values()) {
      values.add(expectedValue(test, value.text(), hasVariables, requestValues));
    }
    String quantity = values.size() == 1 ? "" : comparison.negated() ? "any of " : "one of ";
    return RedactableText.of(relation(comparison) + quantity).and(RedactableText.list(values));
  }

  private static String relation(Comparison comparison) {
    return switch (comparison) {
      case STRING_EQUALS, NUMERIC_EQUALS, DATE_EQUALS, BOOL, BINARY_EQUALS -> "";
      case STRING_EQUALS_IGNORE_CASE -> "whatever its letter case ";
      case STRING_LIKE, ARN_EQUALS, ARN_LIKE -> "something like ";
      case STRING_NOT_EQUALS, NUMERIC_NOT_EQUALS, DATE_NOT_EQUALS -> "anything but ";
      case STRING_NOT_EQUALS_IGNORE_CASE -> "anything but, whatever its letter case, ";
      case STRING_NOT_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE -> "nothing like ";
      case NUMERIC_LESS_THAN -> "less than ";
      case NUMERIC_LESS_THAN_EQUALS -> "at most ";
      case NUMERIC_GREATER_THAN -> "more than ";
      case NUMERIC_GREATER_THAN_EQUALS -> "at least ";
      case DATE_LESS_THAN -> "before ";
      case DATE_LESS_THAN_EQUALS -> "not after ";
      case DATE_GREATER_THAN -> "after ";
      case DATE_GREATER_THAN_EQUALS -> "not before ";
      case IP_ADDRESS -> "an address in ";
      case NOT_IP_ADDRESS -> "an address outside ";
      case NULL -> "";
    };
  }

  private RedactableText expectedValue(
      Condition test, String text, boolean hasVariables, List<String> requestValues) {
    boolean secret =
        RedactableText.isSecret(test.key())
            && requestValues.stream().anyMatch(value -> LetterCase.areSameName(text, value));
    PolicyTemplate template =
        ConditionMatcher.template(test.operator().comparison(), text, hasVariables);
    RedactableText value = RedactableText.value(text, secret);
    return template.hasVariables() ? value.and(meaning(template)) : value;
  }

  /** The values of the template's variables in the request. */
  RedactableText meaning(PolicyTemplate template) {
    Resolved resolved = variables.resolve(template, context);
    if (resolved instanceof Resolved.NoValue) {
      return RedactableText.of(" (whose variable has no value, rule 2.12)");
    }
    if (resolved instanceof Resolved.Unknown) {
      return RedactableText.of(" (whose variable is not known)");
    }
    if (resolved instanceof Resolved.OneOf || resolved instanceof Resolved.Default) {
      return RedactableText.of(" (whose variable AWS may read in several ways, rule 2.11)");
    }
    List<RedactableText> meanings = new ArrayList<>();
    for (Part part : template.parts()) {
      if (part instanceof Part.Variable variable
          && context.get(variable.key()) instanceof ContextValue.Present present) {
        boolean secret = RedactableText.isSecret(variable.key());
        meanings.add(RedactableText.value(String.join(", ", present.values()), secret));
      }
    }
    return meanings.isEmpty()
        ? RedactableText.of(" (the default)")
        : RedactableText.of(" (here ").and(RedactableText.list(meanings)).and(")");
  }

  /** The unknown condition keys among the variables of a text, in the spelling of the text. */
  List<String> unknownVariables(PolicyTemplate template, String text) {
    String lower = LetterCase.lowerCase(text);
    List<String> names = new ArrayList<>();
    for (String key : template.variableKeys()) {
      int at = lower.indexOf("${" + key) + 2;
      if (context.get(key).isOpen()) {
        names.add(at < 2 ? key : text.substring(at, at + key.length()));
      }
    }
    return names;
  }
}
