package io.kmspolicy.engine.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interns compiled conditions and context dependencies (hash consing) with weak references, and
 * shares equal sets of actions as far as a small table remembers them. The keys of a fleet have few
 * distinct policies, so few distinct conditions exist; they stay in the processor's caches.
 *
 * <p>Thread-safe.
 */
final class ConditionInterner {

  private static final int ACTIONS = 1 << 9;

  private final Cache<TestKey, CompiledCondition> formulas =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
  private final Interner<ContextDependencies> tests = Interner.newWeakInterner();

  /** The sets that were met lately, by their hash codes. A race is benign: all are equal. */
  private final @Nullable ActionBits[] actions = new ActionBits[ACTIONS];

  /** A test without its location in a policy. */
  private record TestKey(
      ConditionOperator operator,
      String key,
      List<ConditionValue> values,
      boolean hasVariables,
      boolean unsupported) {}

  /**
   * The compiled form of a test.
   *
   * @param unsupported whether it reads keys that its policy does not support (rule 5.17)
   */
  CompiledCondition test(
      Condition test,
      boolean hasVariables,
      boolean unsupported,
      Supplier<CompiledCondition> compile) {
    return formulas.get(
        new TestKey(test.operator(), test.key(), test.values(), hasVariables, unsupported),
        key -> compile.get());
  }

  ContextDependencies tests(ContextDependencies dependencies) {
    return dependencies.isEmpty()
        ? ContextDependencies.none(dependencies.hasVariables())
        : tests.intern(dependencies);
  }

  ActionBits actions(ActionBits bits) {
    int slot = bits.hashCode() & (ACTIONS - 1);
    ActionBits known = actions[slot];
    if (known != null && known.equals(bits)) {
      return known;
    }
    actions[slot] = bits;
    return bits;
  }
}
