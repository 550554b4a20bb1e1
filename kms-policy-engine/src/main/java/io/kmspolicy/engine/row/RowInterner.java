package io.kmspolicy.engine.row;

import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.match.SettledKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final StepBudget budget;
  private final OpenAnalysis.Factory analyses;

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

  /**
   * An interner without rows.
   *
   * @param budget the bound on the steps of each decision of a residual policy
   * @param analyses creates what decides where the graph of an interned residual policy cannot
   */
  RowInterner(StepBudget budget, OpenAnalysis.Factory analyses) {
    this.budget = budget;
    this.analyses = analyses;
  }

  /** The row, or an equal one that was interned before. */
  public DecisionRow row(DecisionRow row) {
    return rows.intern(row);
  }

  /** The residual policy with these cases, or an equal one that was interned before. */
  ResidualPolicy residual(List<ResidualPolicy.Case> cases, @Nullable SettledKeys settled) {
    return residuals.intern(new ResidualPolicy(cases, budget, analyses, settled));
  }

  /**
   * The approximate size in bytes of what decisions built to answer for unknown keys, of all rows
   * that are held.
   */
  public long builtBytes() {
    return analyses.bytes();
  }

  /** One object for a residual policy that tests the resource, and that resource. */
  Object about(ResidualPolicy residual, String arn) {
    return about.intern(new About(residual, arn));
  }
}
