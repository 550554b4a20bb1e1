package io.kmspolicy.engine.match;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Condition keys whose values the caller and the resource of a request settle, whatever its context
 * says of them. Immutable.
 */
public final class SettledKeys {

  /** Tells what a caller and a resource settle. Implementations are thread-safe. */
  @FunctionalInterface
  public interface Derivation {

    /**
     * The settled keys.
     *
     * @param action an action that is checked on such a resource
     */
    SettledKeys of(Caller caller, String action, KmsResource resource);
  }

  /** The object and its map. */
  private static final int BYTES = 16 + 24 + 16;

  /** The places of a key and its value in the map, and a value with a text of usual length. */
  private static final int BYTES_OF_A_KEY = 16 + 24 + 24 + 24 + 64;

  private static final ConditionContext UNKNOWN = RequestContext.builder().unknown("*").build();

  /** By the names of the keys in lower case. */
  private final Map<String, ContextValue> values;

  /**
   * Settled keys.
   *
   * @param values the values by the names of the keys in lower case; no key belongs to a family of
   *     keys with a prefix
   */
  public SettledKeys(Map<String, ContextValue> values) {
    this.values = Map.copyOf(values);
  }

  /** The approximate size in bytes. */
  public int bytes() {
    return BYTES + BYTES_OF_A_KEY * values.size();
  }

  /**
   * Whether a key is settled.
   *
   * @param name the key in lower case
   */
  public boolean settles(String name) {
    return values.containsKey(name);
  }

  /** Whether the value of at least one of the keys is settled. */
  public boolean settlesAny(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (settles(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text names a settled key as a policy variable does, in any letter case. */
  public boolean isNamedIn(String text) {
    if (text.indexOf('$') < 0) {
      return false;
    }
    String lower = LetterCase.lowerCase(text);
    return values.keySet().stream().anyMatch(lower::contains);
  }

  /** A context in which only what is settled is known. */
  public ConditionContext alone() {
    return in(UNKNOWN);
  }

  /** A context with the settled values in place of its own. */
  public ConditionContext in(ConditionContext context) {
    return new Completed(this, context);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SettledKeys that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names of the settled keys; no values. */
  @Override
  public String toString() {
    return "SettledKeys" + values.keySet();
  }

  /** A context with settled values. No settled key belongs to a family of keys with a prefix. */
  private record Completed(SettledKeys facts, ConditionContext context)
      implements ConditionContext {

    @Override
    public ContextValue get(String name) {
      ContextValue settled = facts.values.get(name);
      return settled == null ? context.get(name) : settled;
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return context.namesUnder(prefix);
    }

    @Override
    public boolean mayHoldOthersUnder(String prefix) {
      return context.mayHoldOthersUnder(prefix);
    }

    @Override
    public Optional<Collection<String>> allNamesUnder(String prefix) {
      return context.allNamesUnder(prefix);
    }
  }
}
