package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;
import java.util.List;

/**
 * A context in which the value of one key is known and every other key is unknown.
 *
 * @param counter counts the steps of tests in this context
 */
record SingleKeyContext(String key, ContextValue value, StepCounter counter)
    implements ConditionContext, StepCounter.Holder {

  @Override
  public ContextValue get(String name) {
    counter.spend(1);
    return name.equals(key) ? value : ContextValue.unknown();
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return List.of();
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return true;
  }
}
