package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Finds the unknown condition keys on which indeterminate statements and grants depend. */
final class MissingContextKeys {

  private final KmsCatalogue catalogue;
  private final EvaluationTrace trace;
  private final ConditionContext context;
  private final ConditionContext counted;
  private final List<StatementTrace> undecided;

  /**
   * A finder for one request.
   *
   * @param counter counts the steps of finding the values of the keys
   */
  MissingContextKeys(KmsCatalogue catalogue, EvaluationTrace trace, StepCounter counter) {
    this.catalogue = catalogue;
    this.trace = trace;
    this.context = withOperations(trace.attributes().request().context());
    this.counted = new CountedContext(context, counter);
    this.undecided = trace.undecided();
  }

  /**
   * Every CreateGrant request has operations, so an absent key means that they are not known (rule
   * 5.16).
   */
  private static ConditionContext withOperations(ConditionContext context) {
    String key = GrantConstraintMatcher.GRANT_OPERATIONS;
    return context.get(key) instanceof ContextValue.Absent
        ? new AssumedContext(context, Map.of(key, ContextValue.presentUnknown()))
        : context;
  }

  /** The keys in the spelling of the policies, each with one value per equivalence class. */
  List<MissingAttribute> keys() {
    Map<String, List<ContextValue>> examples = documented();
    Set<String> seen = new LinkedHashSet<>();
    List<MissingAttribute> keys = new ArrayList<>();
    for (String name : names()) {
      String key = name.toLowerCase(Locale.ROOT);
      ContextValue value = context.get(key);
      boolean open =
          value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown;
      if (open && seen.add(key)) {
        List<ContextValue> values = examples.getOrDefault(key, List.of());
        keys.add(
            new MissingAttribute(MissingAttribute.Kind.CONTEXT, name, completions(key, values)));
      }
    }
    return keys;
  }

  /** The names of the keys that the indeterminate statements and grants depend on. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    undecided.forEach(statement -> statement.parts().forEach(part -> names.addAll(part.unknown())));
    AssumedContext recorder = new AssumedContext(context, Map.of());
    GrantConstraintMatcher constraints = new GrantConstraintMatcher(trace.attributes(), recorder);
    for (GrantTrace grant : trace.grants().grants(MatchResult.INDETERMINATE)) {
      names.addAll(grant.why().unknown());
      constraints.of(grant.grant());
    }
    names.addAll(recorder.missing());
    return names;
  }

  /**
   * The values of each key; none if finding them takes more steps than are left, so that the keys
   * count as keys without classes (rule 6.17).
   */
  private Map<String, List<ContextValue>> documented() {
    Map<String, List<ContextValue>> documented = new HashMap<>();
    try {
      examples().forEach((key, values) -> documented.put(key, documented(key, values)));
      return documented;
    } catch (StepsExhausted exhausted) {
      return Map.of();
    }
  }

  private Map<String, List<ContextValue>> examples() {
    EquivalenceClassCollector unknown = new EquivalenceClassCollector(catalogue, counted);
    for (StatementTrace trace : undecided) {
      StatementMatch match = trace.match();
      unknown.add(match.statement(), match.policy().document().version().hasVariables());
    }
    trace.grants().grants().forEach(grant -> unknown.add(grant.grant()));
    return unknown.examples();
  }

  /**
   * The values for which AWS's documentation defines the results of the tests of the key. With the
   * other values the decision stays open whatever becomes known, so they are excluded; if no value
   * is left, all are kept.
   */
  private List<ContextValue> documented(String key, List<ContextValue> values) {
    List<ContextValue> documented = new ArrayList<>();
    for (ContextValue value : values) {
      if (undecided.stream().noneMatch(statement -> isLeftOpen(statement, key, value))) {
        documented.add(value);
      }
    }
    return documented.isEmpty() ? values : documented;
  }

  private boolean isLeftOpen(StatementTrace statement, String key, ContextValue value) {
    boolean hasVariables = statement.match().policy().document().version().hasVariables();
    ConditionMatcher matcher =
        new ConditionMatcher(new VariableResolver(catalogue), MatchResult.INDETERMINATE);
    for (Condition test : statement.match().statement().condition().tests()) {
      AssumedContext assumed = new AssumedContext(counted, Map.of(key, value));
      if (test.key().equalsIgnoreCase(key)
          && matcher.match(test, statement.match().type(), hasVariables, assumed)
              == MatchResult.INDETERMINATE
          && assumed.missing().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static List<UnaryOperator<Case>> completions(String key, List<ContextValue> values) {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    for (ContextValue value : values) {
      Map<String, ContextValue> assumed = Map.of(key, value);
      completions.add(
          original -> original.with(new AssumedContext(original.request().context(), assumed)));
    }
    return completions;
  }
}
