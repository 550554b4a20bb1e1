package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A context that assigns assumed values to some unknown keys and records the reads of other unknown
 * keys. Not thread-safe.
 */
public final class AssumedContext
    implements ConditionContext, StepCounter.Holder, ArnContext.Holder {

  private final ConditionContext known;
  private final Map<String, ContextValue> assumed;
  private final StepCounter counter;
  private final Set<String> missing = new LinkedHashSet<>();

  public AssumedContext(ConditionContext known, Map<String, ContextValue> assumed) {
    this.known = known;
    this.assumed = assumed;
    this.counter = StepCounter.of(known);
  }

  @Override
  public StepCounter counter() {
    return counter;
  }

  @Override
  public @Nullable String arn() {
    return ArnContext.arnOf(known);
  }

  @Override
  public ContextValue get(String key) {
    ContextValue value = assumed.get(key);
    if (value == null) {
      value = known.get(key);
    } else {
      counter.spend(1);
    }
    if (value.isOpen()) {
      missing.add(key);
    }
    return value;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    Set<String> names = new LinkedHashSet<>(known.namesUnder(prefix));
    for (Map.Entry<String, ContextValue> entry : assumed.entrySet()) {
      if (entry.getKey().startsWith(prefix) && entry.getValue() instanceof ContextValue.Present) {
        names.add(entry.getKey().substring(prefix.length()));
      }
    }
    return names;
  }

  /** Ignores keys that are assumed to be absent: less precise, but sound. */
  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return known.mayHoldOthersUnder(prefix);
  }

  /** The unknown keys that were read, in the order of their first reads. */
  public Set<String> missing() {
    return missing;
  }
}
