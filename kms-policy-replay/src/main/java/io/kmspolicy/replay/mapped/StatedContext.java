package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PrincipalContext;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Collection;

/**
 * The condition context of a call of which only the caller is known: every condition key that the
 * caller's identity does not determine is unknown, unless it is stated.
 *
 * @param caller the caller
 * @param stated the values that the user states
 */
public record StatedContext(Caller.AccountCaller caller, RequestContext stated)
    implements ConditionContext {

  @Override
  public ContextValue get(String key) {
    ContextValue derived = PrincipalContext.get(key, caller);
    ContextValue value = stated.values().get(key);
    return derived instanceof ContextValue.Unknown && value != null ? value : derived;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return stated.namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return true;
  }
}
