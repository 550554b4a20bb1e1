package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.OpenValue;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the unknown condition keys on which indeterminate statements and grants depend. */
final class MissingContextKeys {

  private final EvaluationTrace trace;
  private final ConditionContext context;
  private final List<StatementTrace> undecided;

  MissingContextKeys(EvaluationTrace trace) {
    this.trace = trace;
    this.context = withOperations(trace.attributes().request().context());
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

  /** The keys in the spelling of the policies. */
  List<MissingAttribute> keys() {
    Set<String> seen = new LinkedHashSet<>();
    List<MissingAttribute> keys = new ArrayList<>();
    for (String name : names()) {
      String key = LetterCase.lowerCase(name);
      if (context.get(key).isOpen() && isConditionKey(key) && seen.add(key)) {
        keys.add(new MissingAttribute(MissingAttribute.Kind.CONTEXT, name, List.of()));
      }
    }
    return keys;
  }

  /** Other attributes of the request have names, too, and a context does not know them. */
  private static boolean isConditionKey(String name) {
    return name.indexOf(':') >= 0 && !OpenValue.is(name);
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
}
