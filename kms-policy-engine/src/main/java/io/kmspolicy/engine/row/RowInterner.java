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
  private final Interner<About> about = Interner.newWeakInterner();

  /** An interned residual policy with the resource that is asked about. */
  private record About(ResidualPolicy residual, String arn) {
    @Override
    @SuppressWarnings("ReferenceEquality") // interned
    public boolean equals(Object other) {
      return other instanceof About that && residual == that.residual && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(residual) + arn.hashCode();
    }
  }

  /** The row, or an equal one that was interned before. */
  public DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  ResidualPolicy residual(ResidualPolicy residual) {
    return residuals.intern(residual);
  }

  /** One object for a residual policy that tests the resource, and that resource. */
  Object about(ResidualPolicy residual, String arn) {
    return about.intern(new About(residual, arn));
  }
}
