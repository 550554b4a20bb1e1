package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The partially evaluated decisions of one caller on one resource, for all actions of the
 * catalogue: for each action a decision, or the residual policy that decides it from the context. A
 * row is the result of evaluating the rules with every context key unknown.
 *
 * <p>Representation: a three-bit code per action, stored as three bit vectors ({@code low}, {@code
 * middle}, {@code high}) with one bit per action. The codes below {@link #TESTED} are decisions.
 * {@link #TESTED} means that the action has a {@link ResidualPolicy}; its index in {@link
 * #residuals} is the number of lower actions with that code (rank by population count, as in a
 * bitmap-compressed array; Bagwell 2001). {@link #NOT_READY} means that the residual policy was not
 * built yet.
 *
 * <p>Invariants: immutable, except for the number of holders; {@link #with} returns a copy with one
 * more residual policy. {@link #residuals} has one element per action with code {@link #TESTED}, in
 * the order of the actions. A row refers neither to its caller nor to its resource, so equal rows
 * are interned ({@link RowInterner}).
 *
 * <p>Why not an array of decisions: the object fits into one cache line, so a decision without
 * residual policy reads a single line.
 *
 * <p>References: P. Bagwell, <i>Ideal Hash Trees</i>, 2001; N. D. Jones, C. K. Gomard, P. Sestoft,
 * <i>Partial Evaluation and Automatic Program Generation</i>, 1993.
 */
public final class DecisionRow {

  private static final int TESTED = 5;
  private static final int NOT_READY = 6;

  /** The decisions of the codes below {@link #TESTED}. */
  private static final Decision[] DECISIONS = {
    Decision.INDETERMINATE,
    Decision.ALLOWED,
    Decision.EXPLICIT_DENY,
    Decision.IMPLICIT_DENY,
    Decision.DENIED
  };

  private static final ResidualPolicy[] NO_RESIDUALS = {};

  private final long low;
  private final long middle;
  private final long high;
  private final ResidualPolicy[] residuals;

  /** The residual policy, if there is only one: most decisions then read one object less. */
  private final @Nullable ResidualPolicy only;

  /** How many holders count the bytes of this row; guarded by this row. */
  private int holders;

  /** The row of the union of all cases. */
  DecisionRow(Masks masks) {
    long allowed = masks.only(masks.mayAllow, masks.mayDenyExplicitly | masks.mayDenyImplicitly);
    long explicitDeny =
        masks.only(masks.mayDenyExplicitly, masks.mayAllow | masks.mayDenyImplicitly);
    long implicitDeny =
        masks.only(masks.mayDenyImplicitly, masks.mayAllow | masks.mayDenyExplicitly);
    long settled = allowed | explicitDeny | implicitDeny;
    long notReady = (masks.tested | ~masks.answered) & ~settled;
    // At least one outcome is possible, so an action that is not settled and cannot be allowed may
    // be denied in both ways.
    long denied = masks.answered & ~masks.mayAllow & ~notReady & ~settled;
    this.low = allowed | implicitDeny;
    this.middle = explicitDeny | implicitDeny | notReady;
    this.high = denied | notReady;
    this.residuals = NO_RESIDUALS;
    this.only = null;
  }

  private DecisionRow(long low, long middle, long high, ResidualPolicy[] residuals) {
    this.low = low;
    this.middle = middle;
    this.high = high;
    this.residuals = residuals;
    this.only = residuals.length == 1 ? residuals[0] : null;
  }

  /** Collects the possible outcomes, one bit per action. Not thread-safe. */
  static final class Masks {
    private final long answered;
    private long mayAllow;
    private long mayDenyExplicitly;
    private long mayDenyImplicitly;
    private long tested;

    /** No outcome is possible yet. */
    Masks(long answered) {
      this.answered = answered;
    }

    /**
     * Adds the possible outcomes of one case.
     *
     * @param deny the actions that a Deny statement matches
     * @param allow the actions that all layers permit that must allow the request
     */
    void add(ActionBits deny, ActionBits allow, long dependsOnContext) {
      long undenied = ~deny.certain();
      mayAllow |= undenied & allow.possible();
      mayDenyExplicitly |= deny.possible();
      mayDenyImplicitly |= undenied & ~allow.certain();
      tested |= dependsOnContext;
    }

    long only(long outcome, long others) {
      return answered & outcome & ~others;
    }
  }

  /** A copy of this row with the residual policy of one more action. */
  DecisionRow with(int action, ResidualPolicy residual) {
    long bit = 1L << action;
    int residualIndex = residualIndex(action);
    ResidualPolicy[] grown = Arrays.copyOf(residuals, residuals.length + 1);
    System.arraycopy(
        residuals, residualIndex, grown, residualIndex + 1, residuals.length - residualIndex);
    grown[residualIndex] = residual;
    return new DecisionRow(low | bit, middle & ~bit, high, grown);
  }

  /** The index of an action's residual policy: the number of lower actions that have one. */
  private int residualIndex(int action) {
    return Long.bitCount(withCode(TESTED) & ((1L << action) - 1));
  }

  /** The actions with a code, one bit per action. */
  private long withCode(int code) {
    return ((code & 1) == 0 ? ~low : low)
        & ((code & 2) == 0 ? ~middle : middle)
        & ((code & 4) == 0 ? ~high : high);
  }

  private int code(int action) {
    long bits =
        ((low >>> action) & 1) | (((middle >>> action) & 1) << 1) | (((high >>> action) & 1) << 2);
    return (int) bits;
  }

  /** Whether the row can decide an action; if not, its residual policy must be added first. */
  public boolean canDecide(int action) {
    return code(action) != NOT_READY;
  }

  /** Whether a residual policy decides an action. */
  public boolean isTested(int action) {
    return code(action) == TESTED;
  }

  /**
   * The decision for an action for which {@link #canDecide} is true.
   *
   * @param arn the ARN of the resource that is asked about, of which this is the row
   */
  public Decision decide(int action, ConditionContext context, String arn) {
    int code = code(action);
    if (code < TESTED) {
      return DECISIONS[code];
    }
    ResidualPolicy residual = only;
    return (residual == null ? residuals[residualIndex(action)] : residual).decide(context, arn);
  }

  /**
   * What decides an action for which {@link #canDecide} is true: a decision, or a residual policy,
   * with the resource if it tests that. Equal ones are one object.
   *
   * @param arn the ARN of the resource that is asked about, of which this is the row
   */
  public Object residual(int action, String arn, RowInterner interner) {
    int code = code(action);
    if (code < TESTED) {
      return DECISIONS[code];
    }
    ResidualPolicy residual = residuals[residualIndex(action)];
    return residual.isRelative() ? interner.about(residual, arn) : residual;
  }

  /** The approximate size in bytes, if no part of the row is shared. */
  int bytes() {
    int bytes = RowBytes.ofRow(residuals.length);
    for (ResidualPolicy residual : residuals) {
      bytes += residual.bytes();
    }
    return bytes;
  }

  /**
   * Counts one more holder of this row, which is interned.
   *
   * @return the approximate size in bytes of what nobody held before: the row and its residual
   *     policies
   */
  public synchronized int hold() {
    if (holders++ > 0) {
      return 0;
    }
    int bytes = RowBytes.ofRow(residuals.length);
    for (ResidualPolicy residual : residuals) {
      bytes += residual.hold();
    }
    return bytes;
  }

  /**
   * Counts one holder less, which held this row before.
   *
   * @return the approximate size in bytes of what nobody holds any more
   */
  public synchronized int release() {
    if (--holders > 0) {
      return 0;
    }
    int bytes = RowBytes.ofRow(residuals.length);
    for (ResidualPolicy residual : residuals) {
      bytes += residual.release();
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionRow that
        && low == that.low
        && middle == that.middle
        && high == that.high
        && Arrays.equals(residuals, that.residuals);
  }

  @Override
  public int hashCode() {
    long bits = 31 * (31 * low + middle) + high;
    return 31 * Long.hashCode(bits) + Arrays.hashCode(residuals);
  }
}
