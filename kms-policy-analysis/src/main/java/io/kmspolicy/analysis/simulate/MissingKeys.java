package io.kmspolicy.analysis.simulate;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the condition keys that policies use and that the input does not give. */
final class MissingKeys {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9-]+:[^},]+)");

  private final SimulationInput input;
  private final ConditionContext context;

  /** The missing keys of a context. */
  MissingKeys(SimulationInput input, ConditionContext context) {
    this.input = input;
    this.context = context;
  }

  /** The missing keys of the statements that may match an action, spelled as in the policies. */
  List<String> of(String action) {
    Map<String, String> found = new TreeMap<>();
    input
        .policies()
        .forEach(
            policy -> {
              boolean variables = policy.document().version().hasVariables();
              StatementAnalysis analysis = StatementAnalysis.of(PolicyType.IDENTITY, variables);
              for (Statement statement : policy.document().statements()) {
                if (!analysis.action(statement, action).isNoMatch()) {
                  collect(statement, variables, found);
                }
              }
            });
    return List.copyOf(found.values());
  }

  private void collect(Statement statement, boolean variables, Map<String, String> found) {
    List<String> texts = new ArrayList<>();
    for (Condition condition : statement.condition().tests()) {
      add(condition.key(), found);
      condition.values().stream().map(ConditionValue::text).forEach(texts::add);
    }
    if (statement.resource() instanceof ResourceElement.Resource listed) {
      listed.patterns().stream().map(ResourcePattern::text).forEach(texts::add);
    }
    for (String text : variables ? texts : List.<String>of()) {
      Matcher variable = VARIABLE.matcher(text);
      while (variable.find()) {
        add(variable.group(1).strip(), found);
      }
    }
  }

  private void add(String key, Map<String, String> found) {
    String name = LetterCase.lowerCase(key);
    ContextValue value = context.get(name);
    if (value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown) {
      found.putIfAbsent(name, key);
    }
  }
}
