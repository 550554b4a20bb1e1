package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;

/**
 * The condition context of a check of which only caller, action and resource are known. What the
 * user states for all calls counts where nothing follows from these.
 *
 * @param facts what follows
 * @param stated the values that the user states
 */
record StatedContext(RequestFacts facts, RequestContext stated) implements ConditionContext {

  static StatedContext of(
      Caller caller, String action, KmsResource resource, RequestContext stated) {
    return new StatedContext(
        RequestFacts.of(CallerFacts.of(caller), action, ResourceFacts.of(resource)), stated);
  }

  @Override
  public ContextValue get(String key) {
    return StatedKeys.orStated(key, facts.get(key), stated);
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
