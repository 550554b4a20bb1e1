package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.model.ConditionOperator;
import io.kmspolicy.model.ConditionTest;
import io.kmspolicy.model.ConditionValue;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps equal parts of the compiled form once while they are in use. The keys of a fleet have few
 * kinds of policies, so their tests and rows are few, stay near in memory, and share what they
 * remember.
 *
 * <p>Thread-safe.
 */
final class SharedParts {

  private final Cache<TestKey, ConditionFormula> formulas =
      Caffeine.newBuilder().weakValues().build();
  private final Cache<Formulas, TestSteps> steps = Caffeine.newBuilder().weakValues().build();
  private final Interner<StatementTests> tests = Interner.newWeakInterner();
  private final Interner<DecisionRow> rows = Interner.newWeakInterner();
  private final Interner<Residual> residuals = Interner.newWeakInterner();

  /** A test without where it stands. */
  private record TestKey(
      ConditionOperator operator, String key, List<ConditionValue> values, boolean hasVariables) {}

  /** When a request is denied and when it is allowed. */
  private record Formulas(Formula deny, Formula allow) {}

  ConditionFormula test(
      ConditionTest test, boolean hasVariables, Supplier<ConditionFormula> compile) {
    return formulas.get(
        new TestKey(test.operator(), test.key(), test.values(), hasVariables),
        key -> compile.get());
  }

  TestSteps steps(Formula deny, Formula allow) {
    return steps.get(new Formulas(deny, allow), key -> new TestSteps(deny, allow));
  }

  StatementTests tests(StatementTests asked) {
    return tests.intern(asked);
  }

  DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  Residual residual(Residual residual) {
    return residuals.intern(residual);
  }
}
