package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * The decisions of one {@link ResidualPolicy} that its {@link DecisionGraph} leaves open (rule
 * 6.13). Thread-safe.
 */
interface OpenAnalysis {

  /** Creates the analysis of a residual policy when it is first needed. Thread-safe. */
  interface Factory {

    /** The analysis of the policy with these cases; it does not count. */
    OpenAnalysis of(List<? extends OpenCase> cases);

    /** The approximate size in bytes of what the decisions of all that count built. */
    long bytes();
  }

  /**
   * The decision in a context.
   *
   * @throws StepsExhausted if the step budget of the context is used up
   */
  Decision decide(ConditionContext context);

  /** From now on a row that is held has the policy, so that it counts, or none has it. */
  void count(boolean isHeld);
}
