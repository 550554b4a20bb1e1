package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.engine.table.Formula;

/**
 * Keeps equal parts of the compiled form once while they are in use. The keys of a fleet have few
 * kinds of policies, so their tests and rows are few, stay near in memory, and share what they
 * remember.
 *
 * <p>Thread-safe.
 */
public final class RowInterner {

  private final Cache<Formulas, TestSteps> steps = Caffeine.newBuilder().weakValues().build();
  private final Interner<DecisionRow> rows = Interner.newWeakInterner();
  private final Interner<ResidualPolicy> residuals = Interner.newWeakInterner();

  /** When a request is denied and when it is allowed. */
  private record Formulas(Formula deny, Formula allow) {}

  TestSteps steps(Formula deny, Formula allow) {
    return steps.get(new Formulas(deny, allow), key -> new TestSteps(deny, allow));
  }

  DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  ResidualPolicy residual(ResidualPolicy residual) {
    return residuals.intern(residual);
  }
}
