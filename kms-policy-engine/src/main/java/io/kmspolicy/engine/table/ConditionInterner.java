package io.kmspolicy.engine.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interns compiled conditions (hash consing) with weak references, and shares equal sets of actions
 * and equal context dependencies as far as small tables remember them. The keys of a fleet have few
 * distinct policies, so few distinct conditions exist; they stay in the processor's caches.
 *
 * <p>Thread-safe.
 */
final class ConditionInterner {

  private static final int SLOTS = 1 << 9;

  private final Cache<TestKey, CompiledCondition> formulas =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  /** The dependencies and the sets of actions that were met lately, by their hash codes. */
  private final AtomicReferenceArray<ContextDependencies> tests = new AtomicReferenceArray<>(SLOTS);

  private final AtomicReferenceArray<ActionBits> actions = new AtomicReferenceArray<>(SLOTS);

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
        : met(tests, dependencies);
  }

  ActionBits actions(ActionBits bits) {
    return met(actions, bits);
  }

  /** An equal value that was met lately, or else this one. A race is benign: all are immutable. */
  private static <T> T met(AtomicReferenceArray<T> lately, T value) {
    int hash = value.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    @Nullable T known = lately.getPlain(slot);
    if (known != null && known.equals(value)) {
      return known;
    }
    lately.setPlain(slot, value);
    return value;
  }
}
