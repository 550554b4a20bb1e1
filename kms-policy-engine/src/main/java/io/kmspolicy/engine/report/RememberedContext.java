package io.kmspolicy.engine.report;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A context that reads each key once. A context has to return the same value for a name only until
 * the decision is made, and a text that is made later must give the values that decided. Not
 * thread-safe.
 */
final class RememberedContext implements ConditionContext, StepCounter.Holder {

  private final ConditionContext request;
  private final Map<String, ContextValue> values = new HashMap<>();
  private final Map<String, Collection<String>> names = new HashMap<>();
  private final Map<String, Boolean> others = new HashMap<>();

  private RememberedContext(ConditionContext request) {
    this.request = request;
  }

  /** What a context holds now. */
  static ConditionContext of(ConditionContext request) {
    return request instanceof RequestContext ? request : new RememberedContext(request);
  }

  @Override
  public StepCounter counter() {
    return StepCounter.of(request);
  }

  @Override
  public ContextValue get(String key) {
    return values.computeIfAbsent(key, request::get);
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return names.computeIfAbsent(prefix, unread -> List.copyOf(request.namesUnder(unread)));
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return others.computeIfAbsent(prefix, request::mayHoldOthersUnder);
  }
}
