package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;

/**
 * A request that can be asked in more than one possible world: over its policies, or over the tests
 * that remain of them.
 */
public interface AnalysisSubject {

  /**
   * The outcomes that are possible in a context.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   */
  Outcomes outcomes(ConditionContext context, MatchResult emptyIsNull);

  /** Collects what the undecided statements compare the unknown keys with. */
  void collect(ConditionContext context, EquivalenceClassCollector keys);
}
