package io.kmspolicy.engine.budget;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;

/**
 * The context of a request with the counter of the check. Each read of a condition key is a step.
 *
 * @param request the context of the request
 * @param counter the counter of the check
 */
public record CountedContext(ConditionContext request, StepCounter counter)
    implements ConditionContext, StepCounter.Holder {

  /** The context with a counter: its own one, or a new one. */
  public static ConditionContext of(ConditionContext context, StepBudget budget) {
    return StepCounter.of(context).counts() ? context : new CountedContext(context, budget.start());
  }

  /** The context without its counter, for work that is linear in its input. */
  public static ConditionContext withoutCounter(ConditionContext context) {
    return context instanceof CountedContext counted ? counted.request() : context;
  }

  @Override
  public ContextValue get(String key) {
    counter.spend(1);
    return request.get(key);
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    Collection<String> names = request.namesUnder(prefix);
    counter.spend(1 + names.size());
    return names;
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    counter.spend(1);
    return request.mayHoldOthersUnder(prefix);
  }
}
