package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.table.Formula;

/**
 * Interns rows, residual policies and their test steps (hash consing) with weak references. The
 * keys of a fleet have few distinct policies, so few distinct rows exist; they stay in the
 * processor's caches and share their exact analyses.
 *
 * <p>Thread-safe.
 */
public final class RowInterner {

  private final Cache<Formulas, TestSteps> steps =
      Housekeeping.later(Caffeine.newBuilder().weakValues());
  private final Cache<Formulas, TestSteps> indexed =
      Housekeeping.later(Caffeine.newBuilder().weakValues());
  private final Interner<DecisionRow> rows = Interner.newWeakInterner();
  private final Interner<ResidualPolicy> residuals = Interner.newWeakInterner();

  /** The formulas for denial and permission. */
  private record Formulas(Formula deny, Formula allow) {}

  TestSteps steps(Formula deny, Formula allow) {
    return steps.get(new Formulas(deny, allow), key -> TestSteps.of(deny, allow));
  }

  /** As {@link #steps}, with runs of comparisons. */
  TestSteps indexed(Formula deny, Formula allow) {
    return indexed.get(new Formulas(deny, allow), key -> TestSteps.indexed(deny, allow));
  }

  /** The row, or an equal one that was interned before. */
  public DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  ResidualPolicy residual(ResidualPolicy residual) {
    return residuals.intern(residual);
  }
}
