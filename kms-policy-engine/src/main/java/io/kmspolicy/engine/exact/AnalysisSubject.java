package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;

/**
 * The subject of an {@link ExactAnalysis}: a function from contexts to outcomes, backed by policies
 * or by residual formulas.
 */
public interface AnalysisSubject {

  /**
   * The possible outcomes in a context.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   */
  Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull);

  /** Collects the comparisons of unknown keys in indeterminate statements. */
  void collect(ConditionContext context, DependencyCollector keys);
}
