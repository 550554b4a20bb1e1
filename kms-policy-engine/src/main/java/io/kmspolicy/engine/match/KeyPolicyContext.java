package io.kmspolicy.engine.match;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;

/**
 * A context in which the condition keys that key policies do not support are absent. AWS does not
 * document whether a key policy sees them, so each test of them is evaluated with and without their
 * values (rule 5.17).
 */
public record KeyPolicyContext(ConditionContext request, VariableResolver variables)
    implements ConditionContext, StepCounter.Holder {

  @Override
  public StepCounter counter() {
    return StepCounter.of(request);
  }

  @Override
  public ContextValue get(String key) {
    return variables.worksInKeyPolicies(key) ? request.get(key) : ContextValue.absent();
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return request.namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return request.mayHoldOthersUnder(prefix);
  }
}
