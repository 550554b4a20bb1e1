package io.kmspolicy.lint.fix;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A condition context in which some keys have other values. Immutable. */
final class ChangedContext implements ConditionContext {

  private final ConditionContext base;
  private final Map<String, ContextValue> changed;

  private ChangedContext(ConditionContext base, Map<String, ContextValue> changed) {
    this.base = base;
    this.changed = changed;
  }

  static ConditionContext of(ConditionContext base, String key, ContextValue value) {
    Map<String, ContextValue> changed =
        base instanceof ChangedContext before ? new HashMap<>(before.changed) : new HashMap<>();
    changed.put(ConditionContext.name(key), value);
    return new ChangedContext(base instanceof ChangedContext before ? before.base : base, changed);
  }

  @Override
  public ContextValue get(String key) {
    ContextValue other = changed.get(key);
    return other == null ? base.get(key) : other;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    Set<String> names = new LinkedHashSet<>(base.namesUnder(prefix));
    apply(prefix, names);
    return names;
  }

  /** The names are without the prefix, and a changed key has the spelling of a policy. */
  private void apply(String prefix, Set<String> names) {
    changed.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && value instanceof ContextValue.Absent) {
            String rest = key.substring(prefix.length());
            names.removeIf(name -> ConditionContext.name(name).equals(rest));
          }
        });
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return base.mayHoldOthersUnder(prefix);
  }

  @Override
  public Optional<Collection<String>> allNamesUnder(String prefix) {
    return base.allNamesUnder(prefix)
        .map(
            known -> {
              Set<String> names = new LinkedHashSet<>(known);
              apply(prefix, names);
              return names;
            });
  }
}
