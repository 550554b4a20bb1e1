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

/**
 * Keeps equal parts of the compiled form once while they are in use. The keys of a fleet have few
 * kinds of policies, so their tests and rows are few, stay near in memory, and share what they
 * remember.
 *
 * <p>Thread-safe.
 */
final class ConditionInterner {

  private final Cache<TestKey, CompiledCondition> formulas =
      Caffeine.newBuilder().weakValues().build();
  private final Interner<ContextDependencies> tests = Interner.newWeakInterner();

  /** A test without where it stands. */
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

  ContextDependencies tests(ContextDependencies asked) {
    return tests.intern(asked);
  }
}
