package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.MatchResult;

/** One condition matcher per reading of rule 3.5. */
public final class ConditionMatchers {

  private final ConditionMatcher isNull;
  private final ConditionMatcher isValue;
  private final ConditionMatcher open;
  private final VariableResolver variables;

  public ConditionMatchers(KmsCatalogue catalogue) {
    this.variables = new VariableResolver(catalogue);
    this.isNull = new ConditionMatcher(variables, MatchResult.MATCH);
    this.isValue = new ConditionMatcher(variables, MatchResult.NO_MATCH);
    this.open = new ConditionMatcher(variables, MatchResult.INDETERMINATE);
  }

  public ConditionMatcher reading(MatchResult emptyIsNull) {
    return switch (emptyIsNull) {
      case MATCH -> isNull;
      case NO_MATCH -> isValue;
      case INDETERMINATE -> open;
    };
  }

  /** Whether a test reads a key that key policies do not support (rule 5.17). */
  public boolean readsUnsupported(Condition test, boolean hasVariables) {
    return open.readsUnsupported(test, hasVariables);
  }

  public VariableResolver variables() {
    return variables;
  }
}
