package io.kmspolicy.engine;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;

/** Counts the reads of a condition context. Not thread-safe. */
public final class CountingContext implements ConditionContext {

  private final ConditionContext context;
  private long reads;

  public CountingContext(ConditionContext context) {
    this.context = context;
  }

  /** The number of keys and lists of names that were read. */
  public long reads() {
    return reads;
  }

  @Override
  public ContextValue get(String key) {
    reads++;
    return context.get(key);
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    reads++;
    return context.namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    reads++;
    return context.mayHoldOthersUnder(prefix);
  }
}
