package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Interner;

/**
 * Interns rows and residual policies (hash consing) with weak references. The keys of a fleet have
 * few distinct policies, so few distinct rows exist; they stay in the processor's caches and share
 * their exact analyses.
 *
 * <p>Thread-safe.
 */
public final class RowInterner {

  private final Interner<DecisionRow> rows = Interner.newWeakInterner();
  private final Interner<ResidualPolicy> residuals = Interner.newWeakInterner();

  /** The row, or an equal one that was interned before. */
  public DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  ResidualPolicy residual(ResidualPolicy residual) {
    return residuals.intern(residual);
  }
}
